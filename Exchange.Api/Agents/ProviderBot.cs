using Exchange.Engine.Values;
using NodaTime;

namespace Exchange.Api.Agents;

/// <summary>A provider: registers what its file says, offers it, hands leases over, reports their hours and takes part in quorums. A <see cref="Prover"/> beside it proves.</summary>
public sealed class ProviderBot : IAgent, IAsyncDisposable
{
    private readonly NodesFile file;
    private readonly Conduct conduct;
    private readonly ProviderSetup setup;
    private readonly AskKeeper asks;
    private readonly LeaseKeeper leases;
    private readonly JobHand jobs;
    private StatusPage? page;
    private IReadOnlyList<string>? nodes;
    private Minute minute;

    /// <summary>A provider.</summary>
    /// <param name="api">The way to the exchange, with a key that may read and provide.</param>
    /// <param name="file">What it offers.</param>
    /// <param name="conduct">How it behaves.</param>
    /// <param name="key">Signs the hours.</param>
    /// <param name="log">Says what was done.</param>
    public ProviderBot(ApiClient api, NodesFile file, Conduct conduct, AgentKey key, AgentLog log)
    {
        this.file = file;
        this.conduct = conduct;
        setup = new ProviderSetup(api, file, key, log);
        asks = new AskKeeper(api, log);
        leases = new LeaseKeeper(api, conduct, key, lease => page!.Of(lease), log);
        jobs = new JobHand(api, conduct, log);
    }

    /// <inheritdoc/>
    public async Task StepAsync(Instant now, CancellationToken cancellation)
    {
        minute = Minute.Containing(now);
        page ??= await StatusPage.StartAsync(_ => conduct.Serves(minute), cancellation);
        nodes ??= await setup.RunAsync(cancellation);
        leases.Serve(minute);
        if (!conduct.Answers(minute)) return;
        await leases.WorkAsync(minute, cancellation);
        for (int node = 0; node < nodes.Count; node++) await asks.RefreshAsync(nodes[node], file.Nodes![node].Offer!, now, cancellation);
        await jobs.WorkAsync(cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (page is not null) await page.DisposeAsync();
    }
}
