using Exchange.Engine.Values;
using NodaTime;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>What the venue asked of a node: the nonce makes the answer new, the time makes it age.</summary>
/// <param name="Nonce">32 bytes that the node could not have known before.</param>
/// <param name="IssuedAt">When the venue issued the nonce, by its own clock.</param>
public readonly record struct AttestationChallenge(Hash256 Nonce, Instant IssuedAt)
{
    /// <summary>Whether the challenge is of now or at most so old.</summary>
    public bool IsFresh(Instant at, Duration maxAge) => IssuedAt <= at && at - IssuedAt <= maxAge;
}
