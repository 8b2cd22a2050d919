using Exchange.Api.Providers;
using Exchange.Api.Wire;

namespace Exchange.Api.Agents;

/// <summary>Makes an account the provider that a nodes file describes: its name, key, nodes, units and bond. What is there already stays.</summary>
/// <param name="api">The way to the exchange.</param>
/// <param name="file">What is to be there.</param>
/// <param name="key">Signs the hours.</param>
/// <param name="log">Says what was done.</param>
public sealed class ProviderSetup(ApiClient api, NodesFile file, AgentKey key, AgentLog log)
{
    /// <summary>Registers what is missing; the ids of the nodes in the order of the file.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellation)
    {
        ProviderAnswer provider = await api.PostAsync<ProviderAnswer>("/providers", new ProviderRequest(file.Provider), cancellation);
        await api.PostAsync<AgentKeyAnswer>("/agent-key", new AgentKeyRequest(key.Public), cancellation);
        NodeAnswer[] there = await api.GetAsync<NodeAnswer[]>("/nodes", cancellation);
        var ids = new List<string>();
        foreach (OfferedNode offered in file.Nodes!)
        {
            NodeAnswer node = there.FirstOrDefault(known => known.Name == offered.Node!.Name)
                ?? await api.PostAsync<NodeAnswer>("/nodes", offered.Node!, cancellation);
            await api.PutAsync<UnitAnswer[]>($"/nodes/{node.Id}/units", new UnitsRequest(offered.Devices), cancellation);
            ids.Add(node.Id);
        }

        log.Say($"is provider {provider.Id} with {ids.Count} nodes");
        await PostBondAsync(cancellation);
        return ids;
    }

    /// <summary>Posts what the bond lacks. One that was drawn upon later is not filled up by itself: that is for people to decide.</summary>
    private async Task PostBondAsync(CancellationToken cancellation)
    {
        BondAnswer bond = await api.GetAsync<BondAnswer>("/bond", cancellation);
        if (!Decimals.TryMicros(bond.Required, out long required, out _) || !Decimals.TryMicros(bond.Bond, out long posted, out _))
            throw new FormatException($"{bond.Required} and {bond.Bond} are no dollars.");
        if (required <= posted) return;
        string amount = Decimals.MicrosText(required - posted);
        await api.PostAsync<BondAnswer>("/bond", new BondRequest { Amount = amount }, cancellation);
        log.Say($"posted a bond of ${amount}");
    }
}
