using System.Numerics;
using System.Runtime.InteropServices;

namespace Exchange.Engine.State;

/// <summary>A 64-bit digest that is the same in every process, culture and time zone.</summary>
/// <remarks>Not cryptographic: it tells states and contents of one account apart, it does not withstand an adversary.</remarks>
public struct Digest
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;
    private ulong value;

    /// <summary>The digest so far.</summary>
    public readonly ulong Value => unchecked((value ^ (value >> 29)) * 0xBF58476D1CE4E5B9);

    /// <summary>Takes a number in.</summary>
    public void Add(ulong number) => value = unchecked((BitOperations.RotateLeft(value, 23) ^ number) * Multiplier);

    /// <summary>Takes a number in.</summary>
    public void Add(long number) => Add(unchecked((ulong)number));

    /// <summary>Takes bytes in, eight at a time.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes)) Add(word);
        ulong tail = 0;
        foreach (byte rest in bytes[(bytes.Length & ~7)..]) tail = (tail << 8) | rest;
        Add(tail ^ (ulong)bytes.Length);
    }

    /// <summary>The digest of a value's bytes. The value has no padding, or was made so that its padding is zero.</summary>
    public static ulong Of<T>(in T content)
        where T : unmanaged
    {
        Digest digest = default;
        digest.Add(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in content)));
        return digest.Value;
    }

    /// <summary>Takes a value's bytes in.</summary>
    public void AddValue<T>(in T content)
        where T : unmanaged => Add(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in content)));
}
