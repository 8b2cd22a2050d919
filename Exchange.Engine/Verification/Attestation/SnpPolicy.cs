using NodaTime;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>What a venue asks of a confidential node's SEV-SNP report.</summary>
public sealed record SnpPolicy
{
    /// <summary>The accepted roots (ARK).</summary>
    public required TrustedRoots Roots { get; init; }

    /// <summary>Accepted launch measurements, each 96 lower-case hex digits.</summary>
    public required IReadOnlySet<string> Measurements { get; init; }

    /// <summary>Chips that are no longer believed, each 128 lower-case hex digits.</summary>
    public required IReadOnlySet<string> RevokedChips { get; init; }

    /// <summary>The least patch level in each part.</summary>
    public TcbVersion MinimumTcb { get; init; }

    /// <summary>The least privileged level that may ask for a report, 0..3; 0 is the most privileged.</summary>
    public uint MaxVmpl { get; init; }

    /// <summary>How old a challenge may be.</summary>
    public Duration MaxAge { get; init; } = Duration.FromHours(24);
}
