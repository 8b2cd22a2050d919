namespace Exchange.Api.Wire;

/// <summary>The CRC-32 of ISO 3309 (polynomial 0xEDB88320, reflected), as zlib and market-data checksums use it.</summary>
public static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private static readonly uint[] Table = BuildTable();

    /// <summary>The checksum before any byte.</summary>
    public const uint Start = 0xFFFFFFFF;

    /// <summary>The checksum of all bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => Finish(Update(Start, bytes));

    /// <summary>Goes on with further bytes.</summary>
    public static uint Update(uint running, ReadOnlySpan<byte> bytes)
    {
        foreach (byte next in bytes) running = (running >> 8) ^ Table[(running ^ next) & 0xFF];
        return running;
    }

    /// <summary>Ends a running checksum.</summary>
    public static uint Finish(uint running) => ~running;

    private static uint[] BuildTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint entry = i;
            for (int bit = 0; bit < 8; bit++) entry = (entry & 1) != 0 ? (entry >> 1) ^ Polynomial : entry >> 1;
            table[i] = entry;
        }

        return table;
    }
}
