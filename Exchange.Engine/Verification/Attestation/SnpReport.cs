using System.Buffers.Binary;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>An SEV-SNP attestation report, read in place. Offsets and lengths are <see cref="SnpLayout"/>'s.</summary>
/// <remarks>Reading proves nothing but the form; <see cref="SnpVerifier"/> proves the content.</remarks>
public readonly ref struct SnpReport
{
    private const int ReservedOneBit = 17;
    private const int MigrationBit = 18;
    private const int DebugBit = 19;
    private const int FirstReservedPolicyBit = 26;
    private const int FirstReservedSignerBit = 5;
    private readonly ReadOnlySpan<byte> bytes;

    private SnpReport(ReadOnlySpan<byte> bytes) => this.bytes = bytes;

    /// <summary>Reads a report whose form is right.</summary>
    /// <returns>The first check of form that fails, or null.</returns>
    public static SnpCheck? Read(ReadOnlySpan<byte> bytes, out SnpReport report)
    {
        report = default;
        if (bytes.Length != SnpLayout.ReportBytes) return SnpCheck.Size;
        var read = new SnpReport(bytes);
        if (read.Version is < SnpLayout.OldestVersion or > SnpLayout.NewestVersion) return SnpCheck.Version;
        if (!SnpLayout.GapsAreZero(bytes, read.Version)) return SnpCheck.Gaps;
        if (read.Policy >> FirstReservedPolicyBit != 0 || (read.Policy >> ReservedOneBit & 1) == 0) return SnpCheck.ReservedPolicyBits;
        if (read.SignatureAlgorithm != 1) return SnpCheck.SignatureAlgorithm;
        if (read.SignerInfo >> FirstReservedSignerBit != 0 || read.SigningKey != 0) return SnpCheck.SigningKey;
        report = read;
        return null;
    }

    /// <summary>Version of the report's form, 2..5.</summary>
    public uint Version => Word(SnpLayout.Version);

    /// <summary>The guest's own security version number.</summary>
    public uint GuestSvn => Word(SnpLayout.GuestSvn);

    /// <summary>The guest policy as launched.</summary>
    public ulong Policy => Long(SnpLayout.Policy);

    /// <summary>Whether the host may decrypt the guest's memory (policy bit 19).</summary>
    public bool AllowsDebugging => (Policy >> DebugBit & 1) == 1;

    /// <summary>Whether a migration agent may move the guest to another chip (policy bit 18).</summary>
    public bool AllowsMigration => (Policy >> MigrationBit & 1) == 1;

    /// <summary>Family of the guest image, 16 bytes.</summary>
    public ReadOnlySpan<byte> FamilyId => SnpLayout.FamilyId.In(bytes);

    /// <summary>The guest image, 16 bytes.</summary>
    public ReadOnlySpan<byte> ImageId => SnpLayout.ImageId.In(bytes);

    /// <summary>Privilege level of the software that asked for the report; 0 is the most privileged.</summary>
    public uint Vmpl => Word(SnpLayout.Vmpl);

    /// <summary>1 = ECDSA P-384 with SHA-384.</summary>
    public uint SignatureAlgorithm => Word(SnpLayout.SignatureAlgorithm);

    /// <summary>Patch levels that run now.</summary>
    public TcbVersion CurrentTcb => Tcb(SnpLayout.CurrentTcb);

    /// <summary>Flags of the platform (SMT, TSME, ECC …).</summary>
    public ulong PlatformInfo => Long(SnpLayout.PlatformInfo);

    /// <summary>Bit 0 author key, bit 1 masked chip id, bits 2–4 signing key.</summary>
    public uint SignerInfo => Word(SnpLayout.SignerInfo);

    /// <summary>Which key signed: 0 = the chip's own (VCEK), 1 = the one loaded by a cloud (VLEK), 7 = none.</summary>
    public uint SigningKey => (SignerInfo >> 2) & 7;

    /// <summary>What the guest asked to have signed, 64 bytes.</summary>
    public ReadOnlySpan<byte> ReportData => SnpLayout.ReportData.In(bytes);

    /// <summary>Digest of the guest's memory at launch, 48 bytes.</summary>
    public ReadOnlySpan<byte> Measurement => SnpLayout.Measurement.In(bytes);

    /// <summary>What the host passed at launch, 32 bytes.</summary>
    public ReadOnlySpan<byte> HostData => SnpLayout.HostData.In(bytes);

    /// <summary>Digest of the key that signed the id block, 48 bytes.</summary>
    public ReadOnlySpan<byte> IdKeyDigest => SnpLayout.IdKeyDigest.In(bytes);

    /// <summary>Digest of the key that certified the id key, 48 bytes.</summary>
    public ReadOnlySpan<byte> AuthorKeyDigest => SnpLayout.AuthorKeyDigest.In(bytes);

    /// <summary>Id of this guest for its life, 32 bytes.</summary>
    public ReadOnlySpan<byte> ReportId => SnpLayout.ReportId.In(bytes);

    /// <summary>Id of the guest's migration agent, 32 bytes.</summary>
    public ReadOnlySpan<byte> ReportIdMigrationAgent => SnpLayout.ReportIdMigrationAgent.In(bytes);

    /// <summary>Patch levels from which the signing key was derived.</summary>
    public TcbVersion ReportedTcb => Tcb(SnpLayout.ReportedTcb);

    /// <summary>The chip, 64 bytes; zero where the host masked it.</summary>
    public ReadOnlySpan<byte> ChipId => SnpLayout.ChipId.In(bytes);

    /// <summary>Patch levels below which the platform cannot return.</summary>
    public TcbVersion CommittedTcb => Tcb(SnpLayout.CommittedTcb);

    /// <summary>Patch levels when the guest was launched.</summary>
    public TcbVersion LaunchTcb => Tcb(SnpLayout.LaunchTcb);

    /// <summary>The bytes that are signed.</summary>
    public ReadOnlySpan<byte> Signed => bytes[..SnpLayout.SignedBytes];

    /// <summary>The signature's R, 72 bytes little-endian.</summary>
    public ReadOnlySpan<byte> SignatureR => SnpLayout.SignatureR.In(bytes);

    /// <summary>The signature's S, 72 bytes little-endian.</summary>
    public ReadOnlySpan<byte> SignatureS => SnpLayout.SignatureS.In(bytes);

    private uint Word(in ReportField field) => BinaryPrimitives.ReadUInt32LittleEndian(field.In(bytes));

    private ulong Long(in ReportField field) => BinaryPrimitives.ReadUInt64LittleEndian(field.In(bytes));

    private TcbVersion Tcb(in ReportField field) => TcbVersion.FromBits(Long(field));
}
