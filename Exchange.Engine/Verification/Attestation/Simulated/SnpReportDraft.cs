using System.Buffers.Binary;

namespace Exchange.Engine.Verification.Attestation.Simulated;

/// <summary>The content of a report before a simulated chip signs it. The defaults are an honest guest's.</summary>
/// <remarks>Fields shorter than their place in the report are followed by zeros.</remarks>
public sealed record SnpReportDraft
{
    /// <summary>ABI 1.51 at least, simultaneous multithreading allowed, the reserved bit 17; neither debugging nor migration.</summary>
    public const ulong HonestPolicy = 0x3_0133;

    /// <summary>Version of the report, 2..5.</summary>
    public uint Version { get; init; } = 3;

    /// <summary>The guest's own security version number.</summary>
    public uint GuestSvn { get; init; } = 1;

    /// <summary>The guest policy.</summary>
    public ulong Policy { get; init; } = HonestPolicy;

    /// <summary>Privilege level, 0..3.</summary>
    public uint Vmpl { get; init; }

    /// <summary>1 = ECDSA P-384 with SHA-384.</summary>
    public uint SignatureAlgorithm { get; init; } = 1;

    /// <summary>Flags of the platform; simultaneous multithreading on.</summary>
    public ulong PlatformInfo { get; init; } = 1;

    /// <summary>Bits 2–4 say which key signs; 0 is the chip's own.</summary>
    public uint SignerInfo { get; init; }

    /// <summary>What the guest has signed, 64 bytes.</summary>
    public ReadOnlyMemory<byte> ReportData { get; init; }

    /// <summary>Launch measurement, 48 bytes.</summary>
    public ReadOnlyMemory<byte> Measurement { get; init; }

    /// <summary>Patch levels, written as current, reported, committed and launch levels; those of the chip where none are given.</summary>
    public TcbVersion? Tcb { get; init; }

    /// <summary>The chip, 64 bytes; the signing chip's where none is given.</summary>
    public ReadOnlyMemory<byte>? ChipId { get; init; }

    /// <summary>The report of the chip, not yet signed.</summary>
    internal byte[] ToBytes(SimulatedChip chip)
    {
        byte[] report = new byte[SnpLayout.ReportBytes];
        ulong tcb = (Tcb ?? chip.Tcb).ToBits();
        Write(report, SnpLayout.Version, Version);
        Write(report, SnpLayout.GuestSvn, GuestSvn);
        Write(report, SnpLayout.Policy, Policy);
        Write(report, SnpLayout.Vmpl, Vmpl);
        Write(report, SnpLayout.SignatureAlgorithm, SignatureAlgorithm);
        Write(report, SnpLayout.PlatformInfo, PlatformInfo);
        Write(report, SnpLayout.SignerInfo, SignerInfo);
        foreach (ReportField field in (ReportField[])[SnpLayout.CurrentTcb, SnpLayout.ReportedTcb, SnpLayout.CommittedTcb, SnpLayout.LaunchTcb])
        {
            Write(report, field, tcb);
        }

        Write(report, SnpLayout.ReportData, ReportData);
        Write(report, SnpLayout.Measurement, Measurement);
        Write(report, SnpLayout.ChipId, ChipId ?? chip.ChipId);

        // A guest without a migration agent reports ones.
        Fill(report, SnpLayout.ReportIdMigrationAgent, 0xFF);
        return report;
    }

    private static void Write(byte[] report, in ReportField field, ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        bytes[..field.Length].CopyTo(report.AsSpan(field.Offset));
    }

    private static void Write(byte[] report, in ReportField field, ReadOnlyMemory<byte> value) =>
        value.Span.CopyTo(report.AsSpan(field.Offset, field.Length));

    private static void Fill(byte[] report, in ReportField field, byte value) => report.AsSpan(field.Offset, field.Length).Fill(value);
}
