using Exchange.Api.Operator;
using Exchange.Api.Wire;
using NodaTime;

namespace Exchange.Api.Agents;

/// <summary>Moves a virtual clock a minute at a time and lets every agent act in each: time stands still while they work.</summary>
/// <param name="operate">The operator's way to the exchange.</param>
/// <param name="agents">The agents, in the order in which they act.</param>
/// <param name="log">Says what failed.</param>
public sealed class Conductor(ApiClient operate, IReadOnlyList<IAgent> agents, AgentLog log)
{
    private static readonly Duration Step = Duration.FromMinutes(1);
    private readonly Dictionary<IAgent, Trouble> troubles = [];

    /// <summary>Where the clock stands.</summary>
    public Instant Now { get; private set; }

    /// <summary>Reads where the clock stands; do this first.</summary>
    public async Task StartAsync(CancellationToken cancellation) => Now = await new MarketClock(operate).NowAsync(cancellation);

    /// <summary>Lets minutes pass, as fast as the agents work.</summary>
    public async Task PassAsync(int minutes, CancellationToken cancellation)
    {
        for (int minute = 0; minute < minutes; minute++)
        {
            Now += Step;
            await operate.PutAsync<ClockAnswer>("/operator/clock", new ClockRequest(WireTime.Text(Now)), cancellation);
            await ActAsync(cancellation);
        }
    }

    /// <summary>Lets every agent act at the present time.</summary>
    public async Task ActAsync(CancellationToken cancellation)
    {
        foreach (IAgent agent in agents) await ActAsync(agent, cancellation);
    }

    /// <summary>Lets time pass so many times as fast as it does, or as fast as the agents work, until it is told to stop.</summary>
    public async Task RunAsync(int speed, CancellationToken cancellation)
    {
        using var pulse = new PeriodicTimer(Step.ToTimeSpan() / speed);
        while (await pulse.WaitForNextTickAsync(cancellation)) await PassAsync(minutes: 1, cancellation);
    }

    private async Task ActAsync(IAgent agent, CancellationToken cancellation)
    {
        if (!troubles.TryGetValue(agent, out Trouble? trouble)) troubles.Add(agent, trouble = new Trouble(log));
        try
        {
            await agent.StepAsync(Now, cancellation);
            trouble.Pass();
        }
        catch (Exception failed) when (trouble.IsExpected(failed, cancellation))
        {
            trouble.Meet(failed); // The clock waits for everyone: the agent's next step is a minute of the market later.
        }
    }
}
