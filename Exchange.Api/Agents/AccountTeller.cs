using Exchange.Api.Invoices;
using Exchange.Api.Providers;
using Exchange.Api.Slashes;
using NodaTime;

namespace Exchange.Api.Agents;

/// <summary>Tells what becomes of a provider: what is taken from its bond, its reputation, and each hour what its paper of the month comes to.</summary>
/// <param name="api">The provider's way to the exchange.</param>
/// <param name="account">The provider's account.</param>
/// <param name="log">Takes the lines.</param>
public sealed class AccountTeller(ApiClient api, string account, AgentLog log) : IAgent
{
    private const string Complete = "complete";
    private readonly Dictionary<long, string> slashes = [];
    private (string Reputation, string Status) told = ("0.0000", "");
    private (int Hour, string Total) paper = (-1, "");

    /// <inheritdoc/>
    public async Task StepAsync(Instant now, CancellationToken cancellation)
    {
        foreach (SlashAnswer slash in (await api.GetAsync<SlashAnswer[]>("/slashes", cancellation)).OrderBy(slash => slash.Id))
        {
            if (slashes.GetValueOrDefault(slash.Id) == slash.State) continue;
            slashes[slash.Id] = slash.State;
            log.Say($"slash {slash.Id} for {slash.Cause} is {slash.State}: ${(slash.State == "executed" ? slash.Taken : slash.Amount)} of the bond");
        }

        foreach (NodeAnswer node in await api.GetAsync<NodeAnswer[]>("/nodes", cancellation))
        {
            if (told.Status == node.Status) continue;
            log.Say($"node {node.Name} is {node.Status}{(node.StatusReason == Complete ? "" : $" ({node.StatusReason})")}");
            told.Status = node.Status;
        }

        if (now.InUtc().Hour != paper.Hour) await HourlyAsync(now.InUtc().Hour, cancellation);
    }

    private async Task HourlyAsync(int hour, CancellationToken cancellation)
    {
        paper.Hour = hour;
        (ProviderAnswer? provider, _) = await api.TryAsync<ProviderAnswer>(HttpMethod.Get, $"/providers/{account}", null, cancellation);
        if (provider is not null && provider.Reputation != told.Reputation)
        {
            log.Say($"reputation {told.Reputation} → {provider.Reputation}, grade {provider.Grade}");
            told.Reputation = provider.Reputation;
        }

        foreach (InvoiceAnswer invoice in await api.GetAsync<InvoiceAnswer[]>("/invoices?side=provider", cancellation))
        {
            if (invoice.Total == paper.Total) continue;
            paper.Total = invoice.Total;
            log.Say($"{invoice.Kind} {invoice.Number}: {invoice.Lines} {(invoice.Lines == 1 ? "line" : "lines")}, ${invoice.Total}");
        }
    }
}
