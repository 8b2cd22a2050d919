namespace Exchange.Engine.Verification;

/// <summary>The numbers modulo the Mersenne prime 2^61 − 1, in which products are checked.</summary>
internal static class Field61
{
    /// <summary>2^61 − 1.</summary>
    public const ulong Prime = (1UL << Bits) - 1;

    private const int Bits = 61;

    /// <summary>A multiple of the prime above everything that is ever reduced: 2^56 times it.</summary>
    private static readonly Int128 Above = (Int128)Prime << 56;

    /// <summary>The residue, 0..p − 1, of a number of magnitude below 2^116: since 2^61 = 1, the high bits are added to the low ones.</summary>
    public static ulong Reduce(Int128 value)
    {
        UInt128 positive = (UInt128)(value + Above);
        ulong once = (ulong)(positive & Prime) + (ulong)(positive >> Bits);
        ulong twice = (once & Prime) + (once >> Bits);
        return twice >= Prime ? twice - Prime : twice;
    }

    /// <summary>Fills with residues, each equally likely: 61 bits of the stream at a time, little-endian, the prime itself being passed over.</summary>
    public static void Draw(KeyStream stream, Span<ulong> residues)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong) * 64];
        long offset = 0;
        for (int filled = 0; filled < residues.Length;)
        {
            int words = Math.Min(64, residues.Length - filled);
            stream.Read(offset, bytes[..(words * sizeof(ulong))]);
            offset += words * sizeof(ulong);
            for (int i = 0; i < words; i++)
            {
                ulong drawn = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i * sizeof(ulong))..]) & Prime;
                if (drawn != Prime) residues[filled++] = drawn;
            }
        }
    }
}
