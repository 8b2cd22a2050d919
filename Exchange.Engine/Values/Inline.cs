using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Exchange.Engine.Values;

/// <summary>A text of at most 64 bytes of UTF-8, held in place so that whatever carries it stays unmanaged.</summary>
/// <remarks>The default is the empty text. NUL ends it and never occurs inside.</remarks>
[InlineArray(MaxBytes)]
public struct Text64 : IEquatable<Text64>
{
    /// <summary>The longest text, in bytes of UTF-8.</summary>
    public const int MaxBytes = 64;

    private byte first;

    /// <summary>The text as an inline value.</summary>
    /// <exception cref="ArgumentException">Longer than <see cref="MaxBytes"/>, or with a NUL inside.</exception>
    public static Text64 From(ReadOnlySpan<char> text)
    {
        Text64 inline = default;
        if (Encoding.UTF8.GetByteCount(text) > MaxBytes) throw new ArgumentException($"A text here holds at most {MaxBytes} bytes of UTF-8.", nameof(text));
        if (text.Contains('\0')) throw new ArgumentException("A text here holds no NUL.", nameof(text));
        Encoding.UTF8.GetBytes(text, inline);
        return inline;
    }

    /// <summary>Whether nothing is written.</summary>
    public readonly bool IsEmpty => first == 0;

    /// <summary>The bytes of UTF-8, without padding.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Bytes
    {
        get
        {
            ReadOnlySpan<byte> all = MemoryMarshal.CreateReadOnlySpan(in first, MaxBytes);
            int end = all.IndexOf((byte)0);
            return end < 0 ? all : all[..end];
        }
    }

    /// <inheritdoc/>
    public readonly bool Equals(Text64 other) =>
        MemoryMarshal.CreateReadOnlySpan(in first, MaxBytes).SequenceEqual(MemoryMarshal.CreateReadOnlySpan(in other.first, MaxBytes));

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Text64 other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary>Equality by content.</summary>
    public static bool operator ==(Text64 left, Text64 right) => left.Equals(right);

    /// <summary>Inequality by content.</summary>
    public static bool operator !=(Text64 left, Text64 right) => !left.Equals(right);

    /// <inheritdoc/>
    public override readonly string ToString() => Encoding.UTF8.GetString(Bytes);
}

/// <summary>Room for eight items, in place.</summary>
[InlineArray(8)]
public struct Eight<T>
    where T : unmanaged
{
    private T first;
}

/// <summary>A list of at most eight unmanaged items, held in place.</summary>
/// <remarks>The default is the empty list. Unused room is zero, so equality by bytes is equality by content.</remarks>
public struct Few<T> : IEquatable<Few<T>>
    where T : unmanaged, IEquatable<T>
{
    /// <summary>The most items.</summary>
    public const int Max = 8;

    private int count;
    private Eight<T> items;

    /// <summary>How many items there are, 0..8.</summary>
    public readonly int Count => count;

    /// <summary>The items.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<T> Items => ((ReadOnlySpan<T>)items)[..count];

    /// <summary>A list of the given items.</summary>
    /// <exception cref="ArgumentException">More than <see cref="Max"/>.</exception>
    public static Few<T> Of(params ReadOnlySpan<T> source)
    {
        if (source.Length > Max) throw new ArgumentException($"A list here holds at most {Max} items.", nameof(source));
        Few<T> few = default;
        few.count = source.Length;
        source.CopyTo(few.items);
        return few;
    }

    /// <summary>Whether the item is listed.</summary>
    public readonly bool Contains(T item) => Items.Contains(item);

    /// <inheritdoc/>
    public readonly bool Equals(Few<T> other) => Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Few<T> other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        var hash = new HashCode();
        foreach (T item in Items) hash.Add(item);
        return hash.ToHashCode();
    }

    /// <summary>Equality by content.</summary>
    public static bool operator ==(Few<T> left, Few<T> right) => left.Equals(right);

    /// <summary>Inequality by content.</summary>
    public static bool operator !=(Few<T> left, Few<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public override readonly string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"[{string.Join(", ", Items.ToArray())}]");
}
