using System.Globalization;
using Exchange.Api.Hosting;
using Exchange.Engine.Commands;
using Exchange.Engine.Markets;
using Exchange.Engine.Sequencing;
using Exchange.Engine.State;
using Xunit;

namespace Exchange.Tests.Readme;

/// <summary>The README's table of limits says what the code does.</summary>
public sealed class ReadmeLimits
{
    private const int MinutesPerDay = 24 * 60;
    private const int BytesPerMebibyte = 1 << 20;
    private const long MicrosPerDollar = 1_000_000;
    private static readonly MarketSettings Market = new();
    private static readonly ApiSettings Api = SettingsFile.Read();

    public static TheoryData<string, string> Limits => new()
    {
        { "commands that wait; cancels that wait; beyond that 503", $"{N(Market.InboxCommands)}; {N(Market.CancelInboxCommands)}" },
        {
            "commands in a turn; turns in flight; events in a transaction, about",
            $"{N(Market.MaxCommandsPerTurn)}; {N(Market.MaxTurnsInFlight)}; {N(Market.MaxEventsPerCommit)}"
        },
        {
            "open orders; per account; asks per node",
            $"{N(OrderTable.MaxOpenOrders)}; {N(Default(Setting.MaxOpenOrdersPerAccount))}; {N(FleetTable.MaxAsksPerNode)}"
        },
        {
            "accounts; nodes; SKUs; specs and requirements, each",
            $"{N(AccountTable.MaxAccounts)}; {N(FleetTable.MaxNodes)}; {N(SpecTable.MaxSkus)}; {N(SpecTable.MaxEach)}"
        },
        {
            "GPUs, window and notional of an order",
            $"{N(Default(Setting.MaxOrderGpus))}; {N(Default(Setting.MaxWindowMinutes) / MinutesPerDay)} days; ${N(Default(Setting.MaxNotionalMicros) / MicrosPerDollar)}"
        },
        { "fills of one command; orders of a mass cancel", $"{N(Default(Setting.MaxFillsPerCommand))}; {N(CancelAll.MaxOrders)}" },
        { "client ids, kept for ever", N(ClientIdTable.MaxIds) },
        { "requests a second: one key; one address without a key", $"{N(Api.PrivateRequestsPerSecond)}; {N(Api.PublicRequestsPerSecond)}" },
        {
            "WebSocket connections; backlog of one before it is cut off",
            $"{N(Api.Feed.MaxConnections)}; {N(Api.Feed.MaxQueuedMessages)} messages or {N(Api.Feed.MaxQueuedBytes / BytesPerMebibyte)} MiB"
        },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_limit_is_as_the_code_has_it(string limit, string value)
    {
        string row = Assert.Single(File.ReadLines(Path.Combine(ReadmeBlocks.Root(), "README.md")), line => line.StartsWith($"| {limit} |", StringComparison.Ordinal));
        Assert.Equal(value, row.Split('|')[2].Trim());
    }

    [Fact]
    public void No_limit_is_missing_here()
    {
        string[] rows = [.. File.ReadLines(Path.Combine(ReadmeBlocks.Root(), "README.md")).SkipWhile(line => line != "| limit | value | where |").Skip(2).TakeWhile(line => line.StartsWith('|'))];
        Assert.Equal(Limits.Count, rows.Length);
    }

    private static long Default(Setting setting) => Settings.RangeOf(setting).Default;

    private static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
