using System.Net.WebSockets;
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
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);
    private bool isThere;

    /// <summary>Watches until it is told to stop.</summary>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(
        AgainAsync(() => AnswerAsync(cancellation), BetweenRounds, cancellation), AgainAsync(() => pulse.RunAsync(cancellation), RetryAfter, cancellation));

    private async Task AnswerAsync(CancellationToken cancellation)
    {
        Instant now = await clock.NowAsync(cancellation);
        if (!isThere) log.Say("answers challenges and signs of life");
        isThere = true;
        await prover.AnswerAsync(now, WaitSeconds, cancellation);
    }

    /// <summary>Does it again and again; after what failed, only when a while has passed.</summary>
    private async Task AgainAsync(Func<Task> work, TimeSpan pause, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await work();
                await Task.Delay(pause, cancellation);
            }
            catch (Exception failed) when (failed is ApiRefusedException or HttpRequestException or WebSocketException)
            {
                log.Say(failed.Message);
                await Task.Delay(RetryAfter, cancellation);
            }
        }
    }
}
