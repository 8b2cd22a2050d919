namespace Exchange.Api.Access;

/// <summary>Marks an endpoint whose bodies may be as large as a proof; only so many are read at once, and only from keys that may send them.</summary>
public sealed record LargeBody
{
    /// <summary>A proof's.</summary>
    public static LargeBody Proof { get; } = new();
}
