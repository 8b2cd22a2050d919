using Exchange.Api.Hosting;
using Npgsql;

namespace Exchange.Api.Feed;

/// <summary>What the feed does by the clock: signs of life, the status of all products, and setting sequence numbers aside.</summary>
public sealed class FeedClockwork : BackgroundService
{
    private readonly MarketFeed feed;
    private readonly FeedEndpoint endpoint;
    private readonly SequenceMarks marks;
    private readonly FeedSettings settings;
    private readonly ILogger<FeedClockwork> log;

    /// <summary>The clockwork of a feed.</summary>
    public FeedClockwork(MarketFeed feed, FeedEndpoint endpoint, SequenceMarks marks, ApiSettings settings, ILogger<FeedClockwork> log)
    {
        (this.feed, this.endpoint, this.marks, this.log) = (feed, endpoint, marks, log);
        this.settings = settings.Feed;
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await marks.ReserveAsync(Used(), cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await marks.SettleAsync(Used(), cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(settings.HeartbeatMilliseconds));
        int ticksPerStatus = Math.Max(1, settings.StatusMilliseconds / settings.HeartbeatMilliseconds);
        for (int tick = 1; await TickAsync(ticks, stoppingToken); tick++)
        {
            feed.Heartbeat();
            if (tick % ticksPerStatus == 0 && feed.Readers > 0) feed.Status(endpoint.Status());
            try
            {
                await marks.ReserveAsync(Used(), stoppingToken);
            }
            catch (Exception away) when (away is NpgsqlException or IOException or TimeoutException)
            {
                log.LogWarning("Sequence numbers could not be set aside: {Fault}", away.Message);
            }
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

    private (string Product, long Used)[] Used() => feed.ReadAll(product => (product.Product.Name, product.Sequence));
}
