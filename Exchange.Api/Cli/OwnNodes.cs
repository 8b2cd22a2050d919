using System.Globalization;
using Exchange.Api.Hosting;
using Exchange.Api.Providers;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Decisions;
using Exchange.Engine.Markets;
using Exchange.Engine.Providers;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using BondCommand = Exchange.Engine.Commands.PostBond;
using ProviderCommand = Exchange.Engine.Commands.RegisterProvider;

namespace Exchange.Api.Cli;

/// <summary>Brings the nodes of the program's own accounts into the market as any node comes there: provider, devices, bond and performance.</summary>
/// <remarks>
/// The GPUs are not here, so nothing can measure them: the operator vouches for their performance, for as long as a proof would hold.
/// Whoever looks at such a node sees that its performance is <c>vouched</c> for.
/// </remarks>
/// <param name="server">The exchange.</param>
/// <param name="run">Runs a command; a refusal is an error.</param>
internal sealed class OwnNodes(ExchangeServer server, CommandRunner run)
{
    private const int GpusPerNode = 8;

    /// <summary>An account's group of nodes of eight GPUs; whatever it lacks for being offered is there afterwards.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="provider">The provider's public name.</param>
    /// <param name="name">The group's name.</param>
    /// <param name="sku">What its GPUs are.</param>
    /// <param name="nodes">How many nodes.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<NodeId> ReadyAsync(AccountId account, string provider, string name, string sku, int nodes, CancellationToken cancellation)
    {
        bool isProvider = server.Market.Committed.Read(state => state.Parties.Of(account).IsProvider);
        if (!isProvider) await run.RunAsync(new ProviderCommand(account, Text64.From(provider)));
        Text64 wanted = Text64.From(name);
        NodeId node = server.Market.Committed.Read(state => state.Fleet.Find(account, wanted));
        if (node == default) node = await RegisterAsync(account, name, sku, nodes, cancellation);
        Node known = server.Market.Committed.Read(state => state.Fleet[node]);
        if (known.NamedUnits < known.Units.Count) await NameAsync(account, node, name, known.Units.Count);
        await PostBondAsync(account);
        await VouchAsync(node);
        return node;
    }

    private async Task<NodeId> RegisterAsync(AccountId account, string name, string sku, int nodes, CancellationToken cancellation)
    {
        var request = new NodeRequest
        {
            Name = name, Sku = sku, GpusPerNode = GpusPerNode, Nodes = nodes, Place = "eu/de/fra/dc1", Link = "nvswitch", Handover = ["container", "vm"],
        };
        (NodeId node, Problem? problem) = await Providers.RegisterNode.RegisterAsync(account, request, server.Desk, cancellation);
        return problem is null ? node : throw new InvalidOperationException($"The node {name} could not be registered: {problem.Message}");
    }

    /// <summary>All devices at once: they share a commit.</summary>
    private async Task NameAsync(AccountId account, NodeId node, string name, int units) => await Task.WhenAll(Enumerable.Range(0, units).Select(unit =>
        run.RunAsync(new RegisterUnit(account, node, unit, Text64.From(string.Create(CultureInfo.InvariantCulture, $"{name}-gpu-{unit}"))))));

    private async Task PostBondAsync(AccountId account)
    {
        Int128 sixtieths = server.Market.Committed.Read(state => Bonds.NeededByAll(state, account) - Bonds.Cover(state, account));
        long lacking = (long)Int128.Max(0, (sixtieths + Money.SixtiethsPerMicro - 1) / Money.SixtiethsPerMicro);
        if (lacking > 0) await run.RunAsync(new BondCommand(account, lacking));
    }

    /// <summary>A node that the market put out for missing proofs is let back and vouched for again; one that was found wanting is not.</summary>
    private async Task VouchAsync(NodeId node)
    {
        Node known = server.Market.Committed.Read(state => state.Fleet[node]);
        if (known is { Status: NodeStatus.Quarantined, Reason: NodeStatusReason.ProofsMissed }) await run.RunAsync(new RestoreNode(node));
        (bool isStale, Minute until) = server.Market.Committed.Read(state =>
            (state.Fleet[node].PerformanceUntil <= state.Now, state.Now + new Minutes((int)state.Settings[Setting.PerformanceValidMinutes])));
        if (isStale) await run.RunAsync(new RecordPerformance(node, BasisPoints.Whole, until));
    }
}

/// <summary>Runs commands for the program itself.</summary>
/// <param name="server">The exchange.</param>
internal sealed class CommandRunner(ExchangeServer server)
{
    /// <summary>Runs a command and waits until what it did can be read.</summary>
    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public async Task<Receipt> RunAsync<T>(T command)
        where T : unmanaged, ICommand<T>
    {
        (Receipt receipt, Problem? problem) = await server.Desk.Gateway.RunAsync(command);
        if (problem is not null) throw new InvalidOperationException($"{typeof(T).Name} was refused: {problem.Message}");
        await server.Market.Committed.WaitForAsync(receipt.Position);
        return receipt;
    }
}
