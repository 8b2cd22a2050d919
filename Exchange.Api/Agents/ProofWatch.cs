using NodaTime;

namespace Exchange.Api.Agents;

/// <summary>Answers challenges and signs of life as they come, for a program that runs by a real clock.</summary>
/// <param name="prover">Answers the challenges.</param>
/// <param name="pulse">Gives the signs of life.</param>
/// <param name="clock">The market's clock.</param>
/// <param name="log">Says what failed.</param>
public sealed class ProofWatch(Prover prover, PulseListener pulse, MarketClock clock, AgentLog log)
{
    private const int WaitSeconds = 20;
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BetweenConnections = TimeSpan.FromSeconds(2);
    private readonly AgentLoop loop = new(log, TimeProvider.System);
    private bool isThere;

    /// <summary>Watches until it is told to stop.</summary>
    public Task RunAsync(CancellationToken cancellation) => AgentLoop.TogetherAsync(
        [stop => loop.RunAsync(AnswerAsync, BetweenRounds, stop), stop => loop.RunAsync(pulse.RunAsync, BetweenConnections, stop)], cancellation);

    private async Task AnswerAsync(CancellationToken cancellation)
    {
        Instant now = await clock.NowAsync(cancellation);
        if (!isThere) log.Say("answers challenges and signs of life");
        isThere = true;
        await prover.AnswerAsync(now, WaitSeconds, cancellation);
    }
}
