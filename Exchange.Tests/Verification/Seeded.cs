using System.Security.Cryptography;
using System.Text;
using Exchange.Engine.Verification;

namespace Exchange.Tests.Verification;

/// <summary>Bytes that look random and are the same each time: the key stream of a word.</summary>
internal static class Seeded
{
    /// <summary>32 bytes: the hash of a word.</summary>
    public static byte[] Word(string word) => SHA256.HashData(Encoding.UTF8.GetBytes(word));

    /// <summary>As many bytes as wanted.</summary>
    public static byte[] Bytes(string word, int count)
    {
        using var stream = new KeyStream(Word(word));
        byte[] bytes = new byte[count];
        stream.Read(0, bytes);
        return bytes;
    }

    /// <summary>A copy with one bit turned.</summary>
    public static byte[] Flip(ReadOnlySpan<byte> bytes, int bit)
    {
        byte[] flipped = bytes.ToArray();
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }
}
