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

/// <summary>Drives an agent by the market's clock until it is told to stop.</summary>
public static class AgentLoop
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs steps, and says what failed: the next step tries again.</summary>
    public static async Task RunAsync(IAgent agent, MarketClock clock, AgentLog log, CancellationToken cancellation)
    {
        using var pulse = new PeriodicTimer(Pause);
        do
        {
            try
            {
                await agent.StepAsync(await clock.NowAsync(cancellation), cancellation);
            }
            catch (Exception failed) when (failed is ApiRefusedException or HttpRequestException)
            {
                log.Say(failed.Message);
            }
        }
        while (await pulse.WaitForNextTickAsync(cancellation));
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
