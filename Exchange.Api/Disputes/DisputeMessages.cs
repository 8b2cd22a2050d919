using System.Text.Json.Serialization;
using Exchange.Api.Wire;

namespace Exchange.Api.Disputes;

/// <summary>Disputes hours of a lease.</summary>
public sealed record DisputeRequest
{
    /// <summary>The lease's number.</summary>
    public long Lease { get; init; }
    /// <summary>The first hour, from 0.</summary>
    public int FirstHour { get; init; }
    /// <summary>The last hour; the first where it is missing.</summary>
    public int? LastHour { get; init; }
    /// <summary>What is claimed, in dollars.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? Claim { get; init; }
}

/// <summary>Answers a dispute.</summary>
/// <param name="Accepts">Whether the claim is right; that ends it.</param>
public sealed record DisputeReplyRequest(bool? Accepts);

/// <summary>Decides a dispute.</summary>
/// <param name="Fault">Whose fault it was: <c>none</c>, <c>provider</c>, <c>buyer</c>, <c>exchange</c> or <c>shared</c>.</param>
/// <param name="Upheld">Whether the claim is upheld.</param>
public sealed record DisputeDecisionRequest(string? Fault, bool? Upheld);

/// <summary>A dispute.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Lease">The lease.</param>
/// <param name="OpenedBy">Who opened it.</param>
/// <param name="FirstHour">The first hour.</param>
/// <param name="LastHour">The last hour.</param>
/// <param name="Claim">What is claimed.</param>
/// <param name="Deposit">What was deposited.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Fault">Whose fault it was found to be, once decided.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="AnsweredAt">When the other side answered.</param>
/// <param name="DecidedAt">When it was decided.</param>
public sealed record DisputeAnswer(
    long Id, long Lease, string OpenedBy, int FirstHour, int LastHour, string Claim, string Deposit, string State, string? Fault, string OpenedAt,
    string? AnsweredAt, string? DecidedAt);
