using System.Text.Json.Serialization;

namespace Exchange.Api.Quorums;

/// <summary>Lets the providers of several leases do the same job.</summary>
public sealed record QuorumRequest
{
    /// <summary>The hash that names the job, 64 hexadecimal digits.</summary>
    public string? Job { get; init; }
    /// <summary>The leases, three to eight, each of another beneficial owner.</summary>
    public long[]? Leases { get; init; }
    /// <summary>How many must come to the same result; more than half of the leases, and the fewest of these where it is missing.</summary>
    public int? Needed { get; init; }
    /// <summary>How long they may commit, such as <c>PT30M</c>.</summary>
    public string? CommitWithin { get; init; }
    /// <summary>How long those who committed may reveal after that.</summary>
    public string? RevealWithin { get; init; }
}

/// <summary>Commits to a result, and so takes part.</summary>
/// <param name="Commitment">64 hexadecimal digits.</param>
public sealed record CommitmentRequest(string? Commitment);

/// <summary>Reveals what was committed to.</summary>
/// <param name="Digest">The result's digest, 64 hexadecimal digits.</param>
/// <param name="Salt">What was committed to with it, 64 hexadecimal digits.</param>
public sealed record ResultRequest(string? Digest, string? Salt);

/// <summary>A quorum.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Buyer">Who asked.</param>
/// <param name="Job">The hash that names the job.</param>
/// <param name="Needed">How many must come to the same result.</param>
/// <param name="Status"><c>committing</c>, <c>revealing</c> or <c>closed</c>.</param>
/// <param name="CommitBy">From when on nobody may commit.</param>
/// <param name="RevealBy">From when on nobody may reveal.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="ClosedAt">When it was closed.</param>
/// <param name="Reached">Whether enough came to the same result; nothing while it is open.</param>
/// <param name="Digest">That result's digest, if there is one.</param>
/// <param name="Workers">Who was asked, in the order of asking.</param>
public sealed record QuorumAnswer(
    long Id, string Buyer, string Job, int Needed, string Status, string CommitBy, string RevealBy, string OpenedAt, string? ClosedAt, bool? Reached,
    string? Digest, QuorumWorkerAnswer[] Workers);

/// <summary>One worker of a quorum, as far as the caller may know.</summary>
/// <param name="Lease">On which lease.</param>
/// <param name="Provider">Who.</param>
/// <param name="Worker">Its number, which goes into its commitment.</param>
/// <param name="Own">Whether it is the caller.</param>
/// <param name="CommittedAt">When it committed, if it did.</param>
/// <param name="Commitment">To what; the caller's own, and everybody's once commitments are over.</param>
/// <param name="RevealedAt">When it revealed, if it did.</param>
/// <param name="Digest">What it revealed; the caller's own, and everybody's once the quorum is closed.</param>
/// <param name="Salt">The salt, likewise.</param>
/// <param name="Standing">How it was judged: <c>agreed</c>, <c>disagreed</c>, <c>not_revealed</c>, <c>unfitting</c>, <c>copied</c> or <c>undecided</c>.</param>
public sealed record QuorumWorkerAnswer(
    long Lease, string Provider, int Worker, bool Own, string? CommittedAt, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Commitment,
    string? RevealedAt, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Digest,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Salt, string? Standing);
