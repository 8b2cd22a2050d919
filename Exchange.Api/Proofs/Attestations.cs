using Exchange.Api.Wire;
using Exchange.Engine.Sequencing;
using Exchange.Engine.Values;
using Exchange.Projections.Proofs;
using Exchange.Projections.Queries;

namespace Exchange.Api.Proofs;

/// <summary>How a node attested last, for those who decide what to buy and what they have bought.</summary>
/// <param name="Grade">
/// On whose authority that rests: <c>vendor</c>, <c>simulated</c>, or <c>vouched</c> where it is the operator's word and no report.
/// </param>
/// <param name="At">When the report was received; null where it is the operator's word.</param>
/// <param name="Until">When it is, or became, stale.</param>
public sealed record AttestationAnswer(string Grade, string? At, string Until);

/// <summary>Finds how nodes attested last: until when it holds from the state, whose word it is from the view.</summary>
/// <param name="committed">The committed state.</param>
/// <param name="stored">The proofs.</param>
public sealed class Attestations(CommittedMarket committed, ProofQueries stored)
{
    private const string Vouched = "vouched";

    /// <summary>The last attestation of each of the nodes; those that never had one are left out. Asks nothing of the view where none had.</summary>
    public async Task<IReadOnlyDictionary<NodeId, AttestationAnswer>> OfAsync(IEnumerable<NodeId> nodes, CancellationToken cancellation)
    {
        (NodeId Node, Minute Until)[] attested = committed.Read(state => nodes.Distinct()
            .Select(node => (Node: node, Until: state.Fleet[node].AttestationUntil)).Where(known => known.Until != default).ToArray());
        if (attested.Length == 0) return new Dictionary<NodeId, AttestationAnswer>();
        IReadOnlyList<ChallengeRow> passed = await stored.LastAttestationsAsync(attested.Select(known => known.Node), cancellation);
        Dictionary<NodeId, ChallengeRow> reports = passed.ToDictionary(report => report.Node);
        return attested.ToDictionary(known => known.Node, known => Of(reports.GetValueOrDefault(known.Node), known.Until));
    }

    private static AttestationAnswer Of(ChallengeRow? report, Minute until) => report is { Grade: { } grade, ReceivedAt: { } at }
        ? new AttestationAnswer(SnakeCase.Of(grade), WireTime.Text(at), WireTime.Text(until))
        : new AttestationAnswer(Vouched, null, WireTime.Text(until));
}
