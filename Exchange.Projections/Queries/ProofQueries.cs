using Exchange.Engine.Values;
using Exchange.Projections.Proofs;
using Exchange.Projections.Registry;
using Npgsql;

namespace Exchange.Projections.Queries;

/// <summary>Proofs, heartbeats and slashes.</summary>
public sealed class ProofQueries(NpgsqlDataSource source)
{
    /// <summary>A challenge, or null where there is none.</summary>
    public Task<ChallengeRow?> FindAsync(ChallengeId challenge, CancellationToken cancellation) =>
        Challenges().Where("challenge_id = {0}", challenge.Value).FirstAsync(source, cancellation);

    /// <summary>A node's challenges, newest first. The cursor is the challenge's number.</summary>
    public Task<IReadOnlyList<ChallengeRow>> OfNodeAsync(NodeId node, Page page, CancellationToken cancellation) =>
        Challenges().Where("node_id = {0}", node.Value).PageAsync(source, "challenge_id", page, cancellation);

    /// <summary>The last attestation that each of the nodes passed; nodes that passed none are left out.</summary>
    public async Task<IReadOnlyList<ChallengeRow>> LastAttestationsAsync(IEnumerable<NodeId> nodes, CancellationToken cancellation) =>
        await Challenges()
            .Where($"challenge_id in (select max(challenge_id) from {ChallengeRow.Table.Name} where node_id = any({{0}}) and {ChallengeRow.PassedAttestation} group by node_id)", nodes.Select(node => node.Value).ToArray())
            .ListAsync(source, "order by node_id", cancellation);

    /// <summary>A provider's challenges, newest first. The cursor is the challenge's number.</summary>
    public Task<IReadOnlyList<ChallengeRow>> OfProviderAsync(AccountId provider, Page page, CancellationToken cancellation) =>
        Challenges().Where("provider_id = {0}", provider.Value).PageAsync(source, "challenge_id", page, cancellation);

    /// <summary>A node's heartbeats, newest epoch first. The cursor is <see cref="HeartbeatsRow.Position"/>.</summary>
    public Task<IReadOnlyList<HeartbeatsRow>> HeartbeatsAsync(NodeId node, Page page, CancellationToken cancellation) =>
        new Selection<HeartbeatsRow>(HeartbeatsRow.Table, HeartbeatsRow.Read)
            .Where("node_id = {0}", node.Value).PageAsync(source, "position", page, cancellation);

    /// <summary>A slash, or null where there is none.</summary>
    public Task<SlashRow?> FindSlashAsync(SlashId slash, CancellationToken cancellation) =>
        Slashes().Where("slash_id = {0}", slash.Value).FirstAsync(source, cancellation);

    /// <summary>What was proposed against a provider's bond, newest first. The cursor is the slash's number.</summary>
    public Task<IReadOnlyList<SlashRow>> SlashesAsync(AccountId provider, Page page, CancellationToken cancellation) =>
        Slashes().Where("provider_id = {0}", provider.Value).PageAsync(source, "slash_id", page, cancellation);

    /// <summary>The slashes that are not decided, newest first. The cursor is the slash's number.</summary>
    public Task<IReadOnlyList<SlashRow>> OpenSlashesAsync(Page page, CancellationToken cancellation) =>
        Slashes().Where("decided_at is null").PageAsync(source, "slash_id", page, cancellation);

    /// <summary>A node with its status, or null where there is none.</summary>
    public Task<NodeRow?> FindNodeAsync(NodeId node, CancellationToken cancellation) =>
        new Selection<NodeRow>(NodeRow.Table, NodeRow.Read).Where("node_id = {0}", node.Value).FirstAsync(source, cancellation);

    /// <summary>A node's units with their devices, by number.</summary>
    public async Task<IReadOnlyList<UnitRow>> UnitsAsync(NodeId node, CancellationToken cancellation) =>
        await new Selection<UnitRow>(UnitRow.Table, UnitRow.Read).Where("node_id = {0}", node.Value).ListAsync(source, "order by unit", cancellation);

    private static Selection<ChallengeRow> Challenges() => new(ChallengeRow.Table, ChallengeRow.Read);

    private static Selection<SlashRow> Slashes() => new(SlashRow.Table, SlashRow.Read);
}
