using System.Diagnostics.Metrics;
using Exchange.Api.Feed;
using Exchange.Engine.Sequencing;

namespace Exchange.Api.Observability;

/// <summary>What is asked of a server whenever somebody looks: how much waits, and who listens.</summary>
internal sealed class ServerGauges : IAsyncDisposable
{
    private const string MeterName = "Exchange.Api";
    private readonly Meter meter = new(MeterName);

    /// <summary>Gauges over a market and its feed.</summary>
    public ServerGauges(Market market, MarketFeed feed)
    {
        meter.CreateObservableGauge("exchange_inbox_commands", () => market.InboxDepth, "{command}", "Commands that wait for the writer.");
        meter.CreateObservableGauge("exchange_feed_readers", () => feed.Readers, "{connection}", "WebSocket connections.");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        meter.Dispose();
        return ValueTask.CompletedTask;
    }
}
