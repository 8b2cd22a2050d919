using System.Text;

namespace Exchange.Api.Wire;

/// <summary>A checksum over the ten best levels of each side, by which a client knows that its copy of the book is right.</summary>
/// <remarks>
/// The rule of Kraken's feed, version 2: for each ask from the cheapest, then for each bid from the dearest, the price and then the size
/// as they are printed, without the point and without leading zeros; CRC-32 over the whole.
/// </remarks>
public struct BookChecksum
{
    /// <summary>Levels of each side that count.</summary>
    public const int Levels = 10;

    private uint running;

    /// <summary>A checksum of nothing yet.</summary>
    public static BookChecksum Begin() => new() { running = Crc32.Start };

    /// <summary>Adds a level: asks from the cheapest first, then bids from the dearest.</summary>
    public void Add(ReadOnlySpan<char> price, ReadOnlySpan<char> size)
    {
        AddDigits(price);
        AddDigits(size);
    }

    /// <summary>The checksum of the levels added.</summary>
    public readonly uint Value => Crc32.Finish(running);

    private void AddDigits(ReadOnlySpan<char> number)
    {
        const int maxDigits = 64;
        Span<char> digits = stackalloc char[maxDigits];
        int count = 0;
        foreach (char digit in number)
            if (digit != '.' && (count > 0 || digit != '0')) digits[count++] = digit;
        Span<byte> bytes = stackalloc byte[maxDigits];
        Encoding.ASCII.GetBytes(digits[..count], bytes);
        running = Crc32.Update(running, bytes[..count]);
    }
}
