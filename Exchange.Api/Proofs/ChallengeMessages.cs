using System.Text.Json.Serialization;

namespace Exchange.Api.Proofs;

/// <summary>A challenge to prove something.</summary>
public sealed record ChallengeAnswer
{
    /// <summary>What kind of message it is, where it comes over the feed: <c>challenge</c>.</summary>
    public string Type { get; } = "challenge";
    /// <summary>Its number.</summary>
    public required long Id { get; init; }
    /// <summary>Which node.</summary>
    public required string Node { get; init; }
    /// <summary>Which unit; null for the whole node.</summary>
    public int? Unit { get; init; }
    /// <summary>The unit's device.</summary>
    public string? Device { get; init; }
    /// <summary>What is to be proven: <c>matrix_full</c>, <c>matrix_commit</c>, <c>time_lock</c> or <c>attestation</c>.</summary>
    public required string Kind { get; init; }
    /// <summary>Why now.</summary>
    public required string Purpose { get; init; }
    /// <summary>The beacon's day, since the Unix epoch.</summary>
    public required int Day { get; init; }
    /// <summary>The beacon's epoch of that day.</summary>
    public required int Epoch { get; init; }
    /// <summary>What the task is drawn from, in hexadecimal; the nonce of an attestation.</summary>
    public required string Seed { get; init; }
    /// <summary>The matrix's n, or the number of squarings.</summary>
    public required long Size { get; init; }
    /// <summary>The modulus of the squarings, in hexadecimal.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Modulus { get; init; }
    /// <summary>When the answer must be there, by the exchange's clock.</summary>
    public required string Due { get; init; }
}

/// <summary>A sign of life that is asked for.</summary>
/// <param name="Node">Of which node.</param>
/// <param name="Nonce">What to send back, to <c>POST /heartbeats/{nonce}</c>.</param>
/// <param name="Due">By when.</param>
public sealed record PulseAnswer(string Node, string Nonce, string Due)
{
    /// <summary>What kind of message it is: <c>pulse</c>.</summary>
    public string Type { get; } = "pulse";
}

/// <summary>What became of an answer.</summary>
public sealed record ProofAnswer
{
    /// <summary>Of which challenge.</summary>
    public required long Challenge { get; init; }
    /// <summary>What was found; null while rows are to be opened.</summary>
    public string? Verdict { get; init; }
    /// <summary>Measured, as a fraction of the SKU's reference.</summary>
    public string? Performance { get; init; }
    /// <summary>Whose authority the evidence rests on.</summary>
    public string? Grade { get; init; }
    /// <summary>The hash under which the transcript is kept.</summary>
    public string? Transcript { get; init; }
    /// <summary>The rows to open, at <c>POST /proofs/{challenge}/rows</c>.</summary>
    public int[]? Rows { get; init; }
    /// <summary>By when they must be opened.</summary>
    public string? OpenUntil { get; init; }
}
