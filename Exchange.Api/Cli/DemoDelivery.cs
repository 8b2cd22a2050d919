using Exchange.Api.Agents;
using Exchange.Api.Hosting;
using Exchange.Api.Providers;
using Exchange.Engine.Values;
using NodaTime;

namespace Exchange.Api.Cli;

/// <summary>Delivers what the demonstration's books sell, so that a newcomer's first lease is handed over, metered and paid for.</summary>
/// <param name="api">The seller's way to the exchange.</param>
/// <param name="key">Signs the hours.</param>
/// <param name="log">Says what was done.</param>
internal sealed class DemoDelivery(ApiClient api, AgentKey key, AgentLog log) : IAgent
{
    private readonly LeaseKeeper leases = new(api, Conduct.Honest, key, status: null, log);
    private bool isRegistered;

    /// <inheritdoc/>
    public async Task StepAsync(Instant now, CancellationToken cancellation)
    {
        if (!isRegistered) await api.PostAsync<AgentKeyAnswer>("/agent-key", new AgentKeyRequest(key.Public), cancellation);
        isRegistered = true;
        await leases.WorkAsync(Minute.Containing(now), cancellation);
    }
}

/// <summary>Fills the demonstration's books anew each day of the virtual clock, as their asks end with their day.</summary>
/// <param name="server">The exchange.</param>
/// <param name="setup">Finds the parties.</param>
/// <param name="log">Says what failed: units may still be leased.</param>
internal sealed class DemoDays(ExchangeServer server, FirstRun setup, AgentLog log) : IAgent
{
    private LocalDate filled;

    /// <inheritdoc/>
    public async Task StepAsync(Instant now, CancellationToken cancellation)
    {
        LocalDate day = now.InUtc().Date;
        if (day == filled) return;
        filled = day;
        try
        {
            await new DemoMarket(server, setup).PlaceAsync(cancellation);
        }
        catch (InvalidOperationException refused)
        {
            log.Say(refused.Message);
        }
    }
}
