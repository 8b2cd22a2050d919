using NodaTime;

namespace Exchange.Api.Agents;

/// <summary>Something that acts on the exchange again and again, by looking at what there is to do.</summary>
public interface IAgent
{
    /// <summary>Does what is to be done now. What was done before is not done again, so that a step that failed half-way is completed by the next.</summary>
    /// <param name="now">The market's time.</param>
    /// <param name="cancellation">Gives up.</param>
    Task StepAsync(Instant now, CancellationToken cancellation);
}

/// <summary>Does an agent's work again and again until it is told to stop.</summary>
/// <remarks>
/// <see cref="Trouble"/> that may befall anyone is said once and waited out, from one second up to thirty. Everything else ends the agent:
/// who runs it sees the exception.
/// </remarks>
/// <param name="log">Says what keeps it from its work.</param>
/// <param name="time">By which it waits.</param>
public sealed class AgentLoop(AgentLog log, TimeProvider time)
{
    private static readonly TimeSpan BetweenSteps = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs an agent's steps by the market's clock.</summary>
    public Task RunAsync(IAgent agent, MarketClock clock, CancellationToken cancellation) =>
        RunAsync(async stop => await agent.StepAsync(await clock.NowAsync(stop), stop), BetweenSteps, cancellation);

    /// <summary>Runs any work, with a pause after each time.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> work, TimeSpan pause, CancellationToken cancellation)
    {
        var trouble = new Trouble(log);
        while (true)
        {
            TimeSpan wait = pause;
            try
            {
                await work(cancellation);
                trouble.Pass();
            }
            catch (Exception failed) when (trouble.IsExpected(failed, cancellation))
            {
                wait = trouble.Meet(failed);
            }

            await Task.Delay(wait, time, cancellation);
        }
    }

    /// <summary>Runs endless loops side by side. The first that fails stops the others and is what this fails with, so that no agent lives on by half.</summary>
    /// <param name="loops">The loops.</param>
    /// <param name="cancellation">Stops all.</param>
    public static async Task TogetherAsync(IReadOnlyList<Func<CancellationToken, Task>> loops, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] running = [.. loops.Select(loop => loop(ending.Token))];
        await Task.WhenAny(running);
        await ending.CancelAsync();
        await Task.WhenAll(running);
    }
}

/// <summary>The market's clock as agents read it; it may be a virtual one.</summary>
/// <param name="api">The way to the exchange.</param>
public sealed class MarketClock(ApiClient api)
{
    /// <summary>The market's time.</summary>
    public async Task<Instant> NowAsync(CancellationToken cancellation)
    {
        Products.TimeAnswer time = await api.GetAsync<Products.TimeAnswer>("/time", cancellation);
        return Wire.WireTime.TryInstant(time.Market, out Instant now) ? now : throw new FormatException($"{time.Market} is no time.");
    }
}

/// <summary>Where an agent says what it does: one short line each.</summary>
/// <param name="name">Who speaks.</param>
/// <param name="sink">Takes the lines.</param>
public sealed class AgentLog(string name, Action<string> sink)
{
    /// <summary>Says a line.</summary>
    public void Say(string line) => sink($"{name}: {line}");
}
