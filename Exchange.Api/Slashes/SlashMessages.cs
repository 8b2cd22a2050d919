namespace Exchange.Api.Slashes;

/// <summary>Proposes to take from a bond.</summary>
public sealed record SlashRequest
{
    /// <summary>The node because of which.</summary>
    public string? Node { get; init; }
    /// <summary>The unit because of which; the whole node where it is missing.</summary>
    public int? Unit { get; init; }
    /// <summary><c>fraud</c>; what proofs show is proposed by the exchange itself.</summary>
    public string? Cause { get; init; }
    /// <summary>The position of the event that shows it.</summary>
    public long Evidence { get; init; }
}

/// <summary>Decides a slash.</summary>
/// <param name="Upheld">Whether it is taken.</param>
public sealed record SlashDecisionRequest(bool? Upheld);

/// <summary>What is to be taken from a bond, and whether it was.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Provider">Whose bond.</param>
/// <param name="Node">Because of which node.</param>
/// <param name="Unit">Because of which unit; null for the whole node.</param>
/// <param name="Cause">Why.</param>
/// <param name="Fault">Whose fault it was found to be.</param>
/// <param name="Amount">What was proposed.</param>
/// <param name="Taken">What was taken.</param>
/// <param name="Evidence">The position of the event that shows it.</param>
/// <param name="State">Where it stands.</param>
/// <param name="ProposedAt">When it was proposed.</param>
/// <param name="AppealedAt">When it was appealed.</param>
/// <param name="DecidedAt">When it was executed or dropped.</param>
public sealed record SlashAnswer(
    long Id, string Provider, string Node, int? Unit, string Cause, string Fault, string Amount, string Taken, long Evidence, string State,
    string ProposedAt, string? AppealedAt, string? DecidedAt);
