namespace Exchange.Engine.Verification.Attestation;

/// <summary>The security patch levels of a platform's firmware, as Milan and Genoa report them.</summary>
/// <remarks>The default is level zero everywhere, which any platform reaches.</remarks>
/// <param name="BootLoader">Level of the secure processor's boot loader, 0..255.</param>
/// <param name="Tee">Level of the secure processor's operating system, 0..255.</param>
/// <param name="Snp">Level of the SNP firmware, 0..255.</param>
/// <param name="Microcode">Lowest microcode level of all cores, 0..255.</param>
public readonly record struct TcbVersion(byte BootLoader, byte Tee, byte Snp, byte Microcode)
{
    /// <summary>Reads TCB_VERSION: byte 0 boot loader, 1 TEE, 2–5 reserved, 6 SNP, 7 microcode.</summary>
    public static TcbVersion FromBits(ulong bits) =>
        new((byte)(bits & 0xFF), (byte)((bits >> 8) & 0xFF), (byte)((bits >> 48) & 0xFF), (byte)(bits >> 56));

    /// <summary>The levels as TCB_VERSION has them.</summary>
    public ulong ToBits() => BootLoader | ((ulong)Tee << 8) | ((ulong)Snp << 48) | ((ulong)Microcode << 56);
}
