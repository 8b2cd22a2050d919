using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Exchange.Engine.Values;

/// <summary>A fixed number of bytes held in place, so that whatever carries them stays unmanaged. Written as lower-case hexadecimal digits.</summary>
/// <typeparam name="TSelf">The value itself.</typeparam>
public interface IFixedBytes<TSelf> : IEquatable<TSelf>
    where TSelf : unmanaged, IFixedBytes<TSelf>
{
    /// <summary>The value from exactly its number of bytes.</summary>
    /// <exception cref="ArgumentException">More or fewer bytes.</exception>
    static TSelf From(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Unsafe.SizeOf<TSelf>()) throw new ArgumentException($"Exactly {Unsafe.SizeOf<TSelf>()} bytes are wanted, not {bytes.Length}.", nameof(bytes));
        return MemoryMarshal.Read<TSelf>(bytes);
    }
}

/// <summary>A hash of 256 bits, or a seed or key of that size.</summary>
[InlineArray(Count)]
public struct Hash256 : IFixedBytes<Hash256>
{
    /// <summary>How many bytes.</summary>
    public const int Count = 32;

    private byte first;

    /// <summary>The value from exactly 32 bytes.</summary>
    /// <exception cref="ArgumentException">More or fewer bytes.</exception>
    public static Hash256 From(ReadOnlySpan<byte> bytes) => IFixedBytes<Hash256>.From(bytes);

    /// <summary>The bytes, where they lie.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Bytes => MemoryMarshal.CreateReadOnlySpan(in first, Count);

    /// <summary>Whether all bytes are zero, which stands for "none".</summary>
    public readonly bool IsNone => !Bytes.ContainsAnyExcept((byte)0);

    /// <inheritdoc/>
    public readonly bool Equals(Hash256 other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Hash256 other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary>Equality by content.</summary>
    public static bool operator ==(Hash256 left, Hash256 right) => left.Equals(right);

    /// <summary>Inequality by content.</summary>
    public static bool operator !=(Hash256 left, Hash256 right) => !left.Equals(right);

    /// <inheritdoc/>
    public override readonly string ToString() => Convert.ToHexStringLower(Bytes);
}

/// <summary>Sixty-four bytes: a P-256 signature (r, s) or public key (X, Y), big-endian.</summary>
[InlineArray(Count)]
public struct Bytes64 : IFixedBytes<Bytes64>
{
    /// <summary>How many bytes.</summary>
    public const int Count = 64;

    private byte first;

    /// <summary>The value from exactly 64 bytes.</summary>
    /// <exception cref="ArgumentException">More or fewer bytes.</exception>
    public static Bytes64 From(ReadOnlySpan<byte> bytes) => IFixedBytes<Bytes64>.From(bytes);

    /// <summary>The bytes, where they lie.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Bytes => MemoryMarshal.CreateReadOnlySpan(in first, Count);

    /// <summary>Whether all bytes are zero, which stands for "none".</summary>
    public readonly bool IsNone => !Bytes.ContainsAnyExcept((byte)0);

    /// <inheritdoc/>
    public readonly bool Equals(Bytes64 other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Bytes64 other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary>Equality by content.</summary>
    public static bool operator ==(Bytes64 left, Bytes64 right) => left.Equals(right);

    /// <summary>Inequality by content.</summary>
    public static bool operator !=(Bytes64 left, Bytes64 right) => !left.Equals(right);

    /// <inheritdoc/>
    public override readonly string ToString() => Convert.ToHexStringLower(Bytes);
}

/// <summary>A hundred and twenty-eight bytes: a prime of 1,024 bits, big-endian.</summary>
[InlineArray(Count)]
public struct Bytes128 : IFixedBytes<Bytes128>
{
    /// <summary>How many bytes.</summary>
    public const int Count = 128;

    private byte first;

    /// <summary>The value from exactly 128 bytes.</summary>
    /// <exception cref="ArgumentException">More or fewer bytes.</exception>
    public static Bytes128 From(ReadOnlySpan<byte> bytes) => IFixedBytes<Bytes128>.From(bytes);

    /// <summary>The bytes, where they lie.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Bytes => MemoryMarshal.CreateReadOnlySpan(in first, Count);

    /// <summary>Whether all bytes are zero, which stands for "none".</summary>
    public readonly bool IsNone => !Bytes.ContainsAnyExcept((byte)0);

    /// <inheritdoc/>
    public readonly bool Equals(Bytes128 other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Bytes128 other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary>Equality by content.</summary>
    public static bool operator ==(Bytes128 left, Bytes128 right) => left.Equals(right);

    /// <summary>Inequality by content.</summary>
    public static bool operator !=(Bytes128 left, Bytes128 right) => !left.Equals(right);

    /// <inheritdoc/>
    public override readonly string ToString() => Convert.ToHexStringLower(Bytes);
}

/// <summary>Two hundred and fifty-six bytes: a modulus of 2,048 bits, big-endian.</summary>
[InlineArray(Count)]
public struct Bytes256 : IFixedBytes<Bytes256>
{
    /// <summary>How many bytes.</summary>
    public const int Count = 256;

    private byte first;

    /// <summary>The value from exactly 256 bytes.</summary>
    /// <exception cref="ArgumentException">More or fewer bytes.</exception>
    public static Bytes256 From(ReadOnlySpan<byte> bytes) => IFixedBytes<Bytes256>.From(bytes);

    /// <summary>The bytes, where they lie.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Bytes => MemoryMarshal.CreateReadOnlySpan(in first, Count);

    /// <summary>Whether all bytes are zero, which stands for "none".</summary>
    public readonly bool IsNone => !Bytes.ContainsAnyExcept((byte)0);

    /// <inheritdoc/>
    public readonly bool Equals(Bytes256 other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Bytes256 other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary>Equality by content.</summary>
    public static bool operator ==(Bytes256 left, Bytes256 right) => left.Equals(right);

    /// <summary>Inequality by content.</summary>
    public static bool operator !=(Bytes256 left, Bytes256 right) => !left.Equals(right);

    /// <inheritdoc/>
    public override readonly string ToString() => Convert.ToHexStringLower(Bytes);
}
