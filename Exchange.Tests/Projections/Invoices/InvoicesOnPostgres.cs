using System.Text;
using Exchange.Engine.Events;
using Exchange.Engine.Values;
using Exchange.Projections.Hosting;
using Exchange.Projections.Invoices;
using Exchange.Projections.Queries;
using Exchange.Tests.Durability;
using Xunit;

namespace Exchange.Tests.Projections.Invoices;

/// <summary>Papers asked of the tables are those made of the events alone, however the view came to them.</summary>
[Collection(nameof(ViewTables))]
public sealed class InvoicesOnPostgres(StoreDatabases databases)
{
    [Fact]
    public async Task Followed_with_restarts_or_rebuilt_the_papers_are_those_of_the_events()
    {
        var told = new ToldLeases(seed: 12, leases: 250, days: 20);
        await using ViewTables tables = await ViewTables.CreateAsync(databases);
        foreach (int part in new[] { 5, 2, 1 })
        {
            var events = new ToldEvents(told.Turns);
            events.Until(told.Turns.Count / part);
            await using ProjectionHost host = tables.Host(events, 60, new InvoicesView());
            await ViewTables.ReachAsync(host, events.LastPosition);
        }

        var view = new InvoicesView();
        foreach (EventBatch turn in told.Turns)
            foreach (RecordedEvent occurred in turn) view.Evolve(occurred);

        var queries = new InvoiceQueries(tables.Source);
        int lines = 0;
        for (int account = 0; account <= ToldLeases.Accounts; account++)
        {
            foreach (InvoiceSide side in Enum.GetValues<InvoiceSide>())
            {
                for (int part = 0; part < 5; part++)
                {
                    var period = new Window(ToldLeases.Start + new Minutes(part * 14_400), ToldLeases.Start + new Minutes((part + 1) * 14_400));
                    IReadOnlyList<Invoice> papers = await queries.PapersAsync(new(new(account), side, period), default);
                    Assert.Equal(Texts(Billing.Papers(new(new(account), side, period), view.Unwritten)), Texts(papers));
                    lines += papers.Sum(paper => paper.Lines.Count);
                }
            }
        }

        Assert.True(lines > 500);
    }

    private static IEnumerable<string> Texts(IEnumerable<Invoice> papers) => papers.Select(paper => Encoding.UTF8.GetString(InvoiceJson.Write(paper)));
}
