using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Exchange.Engine.Verification;

/// <summary>Random bytes that both sides can derive: the AES-256-CTR key stream (NIST SP 800-38A) of a 32-byte key, readable from anywhere.</summary>
/// <remarks>Byte i is byte i mod 16 of AES(key, counter + i / 16), the counter block being a big-endian number that starts at zero. One reader at a time.</remarks>
public sealed class KeyStream : IDisposable
{
    /// <summary>32.</summary>
    public const int KeyBytes = 32;

    private const int BlockBytes = 16;
    private const int BatchBytes = 1 << 18;

    private readonly Aes aes = Aes.Create();
    private readonly UInt128 firstCounter;

    /// <summary>The stream of a key.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="firstCounter">The counter block of the first 16 bytes.</param>
    /// <exception cref="ArgumentException">Another number of bytes.</exception>
    public KeyStream(ReadOnlySpan<byte> key, UInt128 firstCounter = default)
    {
        if (key.Length != KeyBytes) throw new ArgumentException($"A key has {KeyBytes} bytes.", nameof(key));
        aes.SetKey(key);
        this.firstCounter = firstCounter;
    }

    /// <summary>The stream whose key is SHA-256 of the parts, one after the other.</summary>
    public static KeyStream Of(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(secret);
        sha.AppendData(label);
        Span<byte> key = stackalloc byte[KeyBytes];
        sha.GetHashAndReset(key);
        return new KeyStream(key);
    }

    /// <summary>Copies the bytes of the stream from an offset on.</summary>
    /// <param name="offset">The first byte's place, from 0.</param>
    /// <param name="destination">Filled whole.</param>
    public void Read(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        int skipped = (int)(offset % BlockBytes);
        UInt128 counter = unchecked(firstCounter + (UInt128)(offset / BlockBytes));
        if (skipped > 0)
        {
            int taken = Math.Min(BlockBytes - skipped, destination.Length);
            ReadPart(counter, skipped, destination[..taken]);
            destination = destination[taken..];
            counter = unchecked(counter + 1);
        }

        while (destination.Length >= BlockBytes)
        {
            int taken = Math.Min(destination.Length / BlockBytes * BlockBytes, BatchBytes);
            Encrypt(counter, destination[..taken]);
            destination = destination[taken..];
            counter = unchecked(counter + (UInt128)(taken / BlockBytes));
        }

        if (destination.Length > 0) ReadPart(counter, 0, destination);
    }

    /// <inheritdoc/>
    public void Dispose() => aes.Dispose();

    private void ReadPart(UInt128 counter, int skipped, Span<byte> destination)
    {
        Span<byte> block = stackalloc byte[BlockBytes];
        Encrypt(counter, block);
        block.Slice(skipped, destination.Length).CopyTo(destination);
    }

    /// <summary>Writes the counter blocks and encrypts them where they stand.</summary>
    private void Encrypt(UInt128 counter, Span<byte> blocks)
    {
        Span<ulong> halves = MemoryMarshal.Cast<byte, ulong>(blocks);
        for (int i = 0; i < halves.Length; i += 2)
        {
            halves[i] = BinaryPrimitives.ReverseEndianness((ulong)(counter >> 64));
            halves[i + 1] = BinaryPrimitives.ReverseEndianness(unchecked((ulong)counter));
            counter = unchecked(counter + 1);
        }

        aes.EncryptEcb(blocks, blocks, PaddingMode.None);
    }
}
