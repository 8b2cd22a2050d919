using Exchange.Benchmarks.Views;
using Exchange.Engine.Store.Local;
using Exchange.Projections.Hosting;
using Exchange.Tests.Durability;
using NodaTime;
using Npgsql;
using Xunit;

namespace Exchange.Tests.Projections;

/// <summary>The database goes away under the views, and comes back.</summary>
public sealed class ViewsAfterACrash : IDisposable
{
    private readonly LocalPostgresFolder _folder = new();

    [Fact]
    public async Task Views_wait_while_the_server_is_gone_and_go_on_from_what_it_kept()
    {
        RandomMarket market = new RandomMarket(seed: 31).Trade(400);
        var told = new ToldEvents(market.Turns).Until(market.Turns.Count / 2);
        await using LocalPostgres postgres = await _folder.StartAsync(durable: true);
        await using ViewTables tables = ViewTables.In(postgres.ConnectionString), other = await OtherAsync(postgres);
        await using (ProjectionHost host = tables.Host(told, pageEvents: 50))
        {
            await ViewTables.ReachAsync(host, told.LastPosition);

            LocalPostgresFolder.Kill(postgres.PostmasterPid);
            await WaitAsync(host, view => view.Activity == ViewActivity.Waiting);
            told.Until(market.Turns.Count);
            await postgres.RestartAsync(CancellationToken.None);

            await ViewTables.ReachAsync(host, told.LastPosition);
            Assert.All(host.Health, view => Assert.True(view.IsHealthy, view.ToString()));
        }

        await other.FollowAsync(told, pageEvents: 1_000);
        Assert.Equal(await other.RowsAsync(), await tables.RowsAsync());
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<ViewTables> OtherAsync(LocalPostgres postgres)
    {
        await using var admin = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using NpgsqlCommand create = admin.CreateCommand("create database other");
        await create.ExecuteNonQueryAsync();
        return ViewTables.In(new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = "other" }.ConnectionString);
    }

    private static async Task WaitAsync(ProjectionHost host, Func<ViewHealth, bool> all)
    {
        Instant late = SystemClock.Instance.GetCurrentInstant() + Duration.FromSeconds(60);
        while (!host.Health.All(all))
        {
            Assert.True(SystemClock.Instance.GetCurrentInstant() < late, string.Join("; ", host.Health));
            await Task.Delay(10);
        }
    }
}
