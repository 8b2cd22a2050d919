using Exchange.Api.Hosting;
using Exchange.Engine.Commands;
using Exchange.Projections.Queries;
using Exchange.Projections.Reputation;
using NodaTime;

namespace Exchange.Api.Reputation;

/// <summary>
/// Sends changed scores to the engine, as commands in their place among all others: a view computes them, only the history makes them count.
/// </summary>
/// <remarks>By a real clock once a minute; by a virtual one when it is moved by an hour, before the move is answered, so that replays agree.</remarks>
public sealed class ReputationPublisher : BackgroundService
{
    private const int MostAtOnce = 1_000;
    private static readonly Duration VirtualStep = Duration.FromHours(1);
    private readonly ReputationQueries stored;
    private readonly Gateway gateway;
    private readonly Views views;
    private readonly IClock clock;
    private readonly ApiSettings settings;
    private readonly ILogger<ReputationPublisher> log;
    private readonly SemaphoreSlim publishing = new(1, 1);
    private Instant publishedAt;

    /// <summary>The publisher of a market.</summary>
    public ReputationPublisher(ReputationQueries stored, Gateway gateway, Views views, IClock clock, ApiSettings settings, ILogger<ReputationPublisher> log) =>
        (this.stored, this.gateway, this.views, this.clock, this.settings, this.log) = (stored, gateway, views, clock, settings, log);

    /// <summary>Publishes if a virtual hour has passed since it last did.</summary>
    public async Task StepAsync(CancellationToken cancellation)
    {
        if (clock.GetCurrentInstant() - publishedAt < VirtualStep) return;
        await PublishAsync(cancellation);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        publishing.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (clock is VirtualClock) return;
        using var ticks = new PeriodicTimer(TimeSpan.FromSeconds(settings.PublishReputationSeconds));
        try
        {
            while (await ticks.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await PublishAsync(stoppingToken);
                }
                catch (Exception fault) when (fault is not OperationCanceledException)
                {
                    log.LogWarning(fault, "Scores could not be published; it is tried again");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The program stops.
        }
    }

    private async Task PublishAsync(CancellationToken cancellation)
    {
        await publishing.WaitAsync(cancellation);
        try
        {
            publishedAt = clock.GetCurrentInstant();
            await views.CatchUpAsync("reputation", cancellation);
            foreach (ReputationRow changed in await stored.ToPublishAsync(MostAtOnce, cancellation))
                await gateway.RunAsync(new PublishReputation(changed.Provider, changed.Score));
        }
        finally
        {
            publishing.Release();
        }
    }
}
