using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Exchange.Engine.Store;

/// <summary>A SHA-256 hash: of an event's row, or of all turns up to one.</summary>
/// <remarks>The default, all zeros, stands before the first turn.</remarks>
[InlineArray(SizeBytes)]
public struct ChainHash : IEquatable<ChainHash>
{
    /// <summary>32.</summary>
    public const int SizeBytes = 32;

    private byte first;

    /// <summary>A hash from its bytes.</summary>
    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public static ChainHash From(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != SizeBytes) throw new ArgumentException($"A hash has {SizeBytes} bytes.", nameof(bytes));
        ChainHash hash = default;
        bytes.CopyTo(hash);
        return hash;
    }

    /// <summary>The bytes.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Bytes => this;

    /// <inheritdoc/>
    public readonly bool Equals(ChainHash other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is ChainHash other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => BitConverter.ToInt32(Bytes);

    /// <summary>Equality by content.</summary>
    public static bool operator ==(ChainHash left, ChainHash right) => left.Equals(right);

    /// <summary>Inequality by content.</summary>
    public static bool operator !=(ChainHash left, ChainHash right) => !left.Equals(right);

    /// <inheritdoc/>
    public override readonly string ToString() => Convert.ToHexStringLower(Bytes);
}
