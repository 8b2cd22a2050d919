namespace Exchange.Engine.Verification.Attestation;

/// <summary>Where everything lies in an SEV-SNP attestation report. All numbers in it are little-endian.</summary>
/// <remarks>Source: AMD, SEV Secure Nested Paging Firmware ABI Specification, publication 56860, table ATTESTATION_REPORT.</remarks>
public static class SnpLayout
{
    /// <summary>Length of a report in bytes.</summary>
    public const int ReportBytes = 0x4A0;

    /// <summary>The signature covers the bytes before this offset.</summary>
    public const int SignedBytes = 0x2A0;

    /// <summary>Length of each half of the signature in bytes; the last 24 of them are zero for P-384.</summary>
    public const int ScalarBytes = 72;

    /// <summary>The oldest version of the report that is read.</summary>
    public const uint OldestVersion = 2;

    /// <summary>The version from which the processor's family, model and stepping are reported.</summary>
    public const uint ProcessorVersion = 3;

    /// <summary>The version from which the mitigation vectors are reported.</summary>
    public const uint MitigationVersion = 4;

    /// <summary>The newest version of the report that is read.</summary>
    public const uint NewestVersion = 5;

#pragma warning disable CS1591 // Each constant is the field of that name; the table in docs/ATTESTATION.md says what it means.
    public static readonly ReportField Version = new(nameof(Version), 0x000, 4);
    public static readonly ReportField GuestSvn = new(nameof(GuestSvn), 0x004, 4);
    public static readonly ReportField Policy = new(nameof(Policy), 0x008, 8);
    public static readonly ReportField FamilyId = new(nameof(FamilyId), 0x010, 16);
    public static readonly ReportField ImageId = new(nameof(ImageId), 0x020, 16);
    public static readonly ReportField Vmpl = new(nameof(Vmpl), 0x030, 4);
    public static readonly ReportField SignatureAlgorithm = new(nameof(SignatureAlgorithm), 0x034, 4);
    public static readonly ReportField CurrentTcb = new(nameof(CurrentTcb), 0x038, 8);
    public static readonly ReportField PlatformInfo = new(nameof(PlatformInfo), 0x040, 8);
    public static readonly ReportField SignerInfo = new(nameof(SignerInfo), 0x048, 4);
    public static readonly ReportField ReportData = new(nameof(ReportData), 0x050, 64);
    public static readonly ReportField Measurement = new(nameof(Measurement), 0x090, 48);
    public static readonly ReportField HostData = new(nameof(HostData), 0x0C0, 32);
    public static readonly ReportField IdKeyDigest = new(nameof(IdKeyDigest), 0x0E0, 48);
    public static readonly ReportField AuthorKeyDigest = new(nameof(AuthorKeyDigest), 0x110, 48);
    public static readonly ReportField ReportId = new(nameof(ReportId), 0x140, 32);
    public static readonly ReportField ReportIdMigrationAgent = new(nameof(ReportIdMigrationAgent), 0x160, 32);
    public static readonly ReportField ReportedTcb = new(nameof(ReportedTcb), 0x180, 8);
    public static readonly ReportField Processor = new(nameof(Processor), 0x188, 3);
    public static readonly ReportField ChipId = new(nameof(ChipId), 0x1A0, 64);
    public static readonly ReportField CommittedTcb = new(nameof(CommittedTcb), 0x1E0, 8);
    public static readonly ReportField CurrentFirmware = new(nameof(CurrentFirmware), 0x1E8, 3);
    public static readonly ReportField CommittedFirmware = new(nameof(CommittedFirmware), 0x1EC, 3);
    public static readonly ReportField LaunchTcb = new(nameof(LaunchTcb), 0x1F0, 8);
    public static readonly ReportField LaunchMitigations = new(nameof(LaunchMitigations), 0x1F8, 8);
    public static readonly ReportField CurrentMitigations = new(nameof(CurrentMitigations), 0x200, 8);
    public static readonly ReportField SignatureR = new(nameof(SignatureR), 0x2A0, ScalarBytes);
    public static readonly ReportField SignatureS = new(nameof(SignatureS), 0x2E8, ScalarBytes);
#pragma warning restore CS1591

    /// <summary>Every field, in the order of the report. What lies between two of them is a gap and zero.</summary>
    public static IReadOnlyList<ReportField> Fields { get; } =
    [
        Version, GuestSvn, Policy, FamilyId, ImageId, Vmpl, SignatureAlgorithm, CurrentTcb, PlatformInfo, SignerInfo, ReportData,
        Measurement, HostData, IdKeyDigest, AuthorKeyDigest, ReportId, ReportIdMigrationAgent, ReportedTcb, Processor, ChipId,
        CommittedTcb, CurrentFirmware, CommittedFirmware, LaunchTcb, LaunchMitigations, CurrentMitigations, SignatureR, SignatureS,
    ];

    /// <summary>Whether a report of the version has the field; where it has not, its place belongs to the gap.</summary>
    public static bool Has(uint version, in ReportField field)
    {
        if (field == Processor) return version >= ProcessorVersion;
        return version >= MitigationVersion || (field != LaunchMitigations && field != CurrentMitigations);
    }

    /// <summary>Whether every byte outside the fields of that version is zero.</summary>
    public static bool GapsAreZero(ReadOnlySpan<byte> report, uint version)
    {
        int covered = 0;
        foreach (ReportField field in Fields)
        {
            if (!Has(version, field)) continue;
            if (report[covered..field.Offset].ContainsAnyExcept((byte)0)) return false;
            covered = field.End;
        }

        return !report[covered..].ContainsAnyExcept((byte)0);
    }
}
