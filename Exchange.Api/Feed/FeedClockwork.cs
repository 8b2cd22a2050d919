using Exchange.Api.Hosting;

namespace Exchange.Api.Feed;

/// <summary>What the feed does by the clock: signs of life, and the status of all products.</summary>
public sealed class FeedClockwork : BackgroundService
{
    private readonly MarketFeed feed;
    private readonly FeedEndpoint endpoint;
    private readonly FeedSettings settings;

    /// <summary>The clockwork of a feed.</summary>
    public FeedClockwork(MarketFeed feed, FeedEndpoint endpoint, ApiSettings settings) =>
        (this.feed, this.endpoint, this.settings) = (feed, endpoint, settings.Feed);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(settings.HeartbeatMilliseconds));
        int ticksPerStatus = Math.Max(1, settings.StatusMilliseconds / settings.HeartbeatMilliseconds);
        for (int tick = 1; await TickAsync(ticks, stoppingToken); tick++)
        {
            feed.Heartbeat();
            if (tick % ticksPerStatus == 0 && feed.Readers > 0) feed.Status(endpoint.Status());
        }
    }

    private static async ValueTask<bool> TickAsync(PeriodicTimer ticks, CancellationToken stopping)
    {
        try
        {
            return await ticks.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
