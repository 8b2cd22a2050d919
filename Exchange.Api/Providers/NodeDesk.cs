using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Sequencing;
using Exchange.Engine.Values;

namespace Exchange.Api.Providers;

/// <summary>Finds the caller's nodes, and tells of one after something was done with it.</summary>
/// <param name="Gateway">The way to the market.</param>
/// <param name="Committed">The committed state.</param>
/// <param name="Evidence">On what nodes' performance rests.</param>
public sealed record NodeDesk(Gateway Gateway, CommittedMarket Committed, PerformanceEvidence Evidence)
{
    /// <summary>There is no such node, or it is none of the caller's: the two look alike.</summary>
    public static Problem NotFound => new(404, "node_not_found", "node not found");

    /// <summary>Whether the id is that of one of the caller's nodes.</summary>
    public bool TryFind(string id, HttpContext context, out NodeId node)
    {
        AccountId caller = context.Caller().Account;
        if (!WireId.TryNode(id, out node)) return false;
        NodeId wanted = node;
        return Committed.Read(state => state.Fleet.Exists(wanted) && state.Fleet[wanted].Provider == caller);
    }

    /// <summary>Runs a command about a node and answers with the node as it then is.</summary>
    public async Task<IResult> RunAsync<T>(T command, NodeId node, HttpContext context)
        where T : unmanaged, ICommand<T>
    {
        (Receipt receipt, Problem? problem) = await Gateway.RunAsync(command);
        if (problem is not null) return problem;
        await Committed.WaitForAsync(receipt.Position, context.RequestAborted);
        return Read(node);
    }

    /// <summary>A node as it is now.</summary>
    public IResult Read(NodeId node) => Answer.Ok(Committed.Read(state => RegisterNode.Of(state, Evidence, node)), ApiJson.Default.NodeAnswer);
}
