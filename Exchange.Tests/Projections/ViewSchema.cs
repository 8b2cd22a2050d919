using Exchange.Projections;
using Exchange.Projections.Hosting;
using Exchange.Tests.Snapshots;
using Xunit;

namespace Exchange.Tests.Projections;

/// <summary>The tables that analysts and the API read, as text: a change of a column is seen here first.</summary>
public sealed class ViewSchema
{
    [Fact]
    public void The_tables_are_these() =>
        Snapshot.Verify(string.Join("\n", ProjectionHost.AllViews().Select(Describe)));

    [Fact]
    public void No_table_belongs_to_two_views()
    {
        List<string> names = [.. ProjectionHost.AllViews().SelectMany(view => view.Tables).Select(table => table.Name)];
        Assert.Equal(names.Distinct(), names);
    }

    private static string Describe(IView view) =>
        $"-- view {view.Name}, version {view.Version}\n{string.Join("\n", view.Tables.Select(table => table.CreateSql))}";
}
