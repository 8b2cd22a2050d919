using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Exchange.Engine.Verification;

/// <summary>
/// Repeated squaring modulo an odd number, without divisions (P. Montgomery, Modular multiplication without trial division, 1985): x is
/// kept as x·R mod N with R = 2^(64 × words), and each square is reduced by adding the multiple of N that clears its low half.
/// </summary>
internal sealed class ModularSquaring
{
    private const int SquaringsBetweenLooks = 1 << 14;

    private readonly BigInteger modulus;
    private readonly ulong[] words;
    private readonly ulong minusInverse;
    private readonly ulong[] product;

    /// <param name="modulus">An odd number above 1.</param>
    public ModularSquaring(BigInteger modulus)
    {
        if (modulus.IsEven || modulus <= 1) throw new ArgumentOutOfRangeException(nameof(modulus), "A modulus here is odd and above 1.");
        this.modulus = modulus;
        words = Words(modulus, (modulus.GetByteCount(isUnsigned: true) + 7) / 8);
        product = new ulong[2 * words.Length];
        ulong inverse = words[0];
        // Newton: each step doubles the bits, from three, in which inverse × N = 1.
        for (int i = 0; i < 5; i++) inverse = unchecked(inverse * (2 - (words[0] * inverse)));
        minusInverse = unchecked(0 - inverse);
    }

    /// <summary>x^(2^count) mod N.</summary>
    /// <exception cref="OperationCanceledException">Cancelled: looked at every few milliseconds.</exception>
    public BigInteger Square(BigInteger x, long count, CancellationToken cancellation)
    {
        ulong[] value = Words((x << (64 * words.Length)) % modulus, words.Length);
        for (long done = 0; done < count; done++)
        {
            if (done % SquaringsBetweenLooks == 0) cancellation.ThrowIfCancellationRequested();
            SquareInto(value);
            Reduce(value);
        }

        product.AsSpan().Clear();
        value.CopyTo(product, 0);
        Reduce(value);
        return new BigInteger(MemoryMarshal.AsBytes(value.AsSpan()), isUnsigned: true);
    }

    private static ulong[] Words(BigInteger number, int count)
    {
        ulong[] words = new ulong[count];
        number.TryWriteBytes(MemoryMarshal.AsBytes(words.AsSpan()), out _, isUnsigned: true);
        return words;
    }

    /// <summary>The product of different words, once each; then doubled, with the squares of the words added.</summary>
    private void SquareInto(ulong[] value)
    {
        product.AsSpan().Clear();
        ref ulong result = ref MemoryMarshal.GetArrayDataReference(product);
        ref ulong x = ref MemoryMarshal.GetArrayDataReference(value);
        int count = value.Length;
        for (int i = 0; i < count - 1; i++)
        {
            ulong carry = AddMultiple(ref Unsafe.Add(ref result, (2 * i) + 1), ref Unsafe.Add(ref x, i + 1), count - i - 1, Unsafe.Add(ref x, i));
            Unsafe.Add(ref result, i + count) = carry;
        }

        (ulong shifted, ulong over) = (0, 0);
        for (int i = 0; i < count; i++)
        {
            ref ulong low = ref Unsafe.Add(ref result, 2 * i);
            ref ulong high = ref Unsafe.Add(ref result, (2 * i) + 1);
            ulong squareHigh = Math.BigMul(Unsafe.Add(ref x, i), Unsafe.Add(ref x, i), out ulong squareLow);
            (ulong lowTwice, ulong highTwice) = ((low << 1) | shifted, (high << 1) | (low >> 63));
            shifted = high >> 63;
            low = AddWithCarry(lowTwice, squareLow, ref over);
            high = AddWithCarry(highTwice, squareHigh, ref over);
        }
    }

    /// <summary>The product divided by R modulo N, below N.</summary>
    private void Reduce(ulong[] value)
    {
        ref ulong result = ref MemoryMarshal.GetArrayDataReference(product);
        ref ulong n = ref MemoryMarshal.GetArrayDataReference(words);
        int count = words.Length;
        ulong over = 0;
        for (int i = 0; i < count; i++)
        {
            ref ulong low = ref Unsafe.Add(ref result, i);
            ulong carry = AddMultiple(ref low, ref n, count, unchecked(low * minusInverse));
            ref ulong top = ref Unsafe.Add(ref result, i + count);
            top = AddWithCarry(top, carry, ref over);
        }

        Span<ulong> half = product.AsSpan(count);
        if (over != 0 || !IsBelow(half, words)) Subtract(half, words);
        half.CopyTo(value);
    }

    /// <summary>Adds factor × source to the words at a place; gives what is carried out of the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AddMultiple(ref ulong place, ref ulong source, int count, ulong factor)
    {
        ulong carry = 0;
        for (int j = 0; j < count; j++)
        {
            unchecked
            {
                ulong high = Math.BigMul(factor, Unsafe.Add(ref source, j), out ulong low);
                low += carry;
                high += low < carry ? 1UL : 0;
                ulong sum = low + Unsafe.Add(ref place, j);
                carry = high + (sum < low ? 1UL : 0);
                Unsafe.Add(ref place, j) = sum;
            }
        }

        return carry;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AddWithCarry(ulong left, ulong right, ref ulong carry)
    {
        unchecked
        {
            ulong sum = left + right;
            ulong total = sum + carry;
            carry = (sum < left ? 1UL : 0) | (total < sum ? 1UL : 0);
            return total;
        }
    }

    private static bool IsBelow(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        for (int i = left.Length - 1; i >= 0; i--)
        {
            if (left[i] != right[i]) return left[i] < right[i];
        }

        return false;
    }

    private static void Subtract(Span<ulong> from, ReadOnlySpan<ulong> what)
    {
        ulong borrow = 0;
        for (int i = 0; i < from.Length; i++)
        {
            unchecked
            {
                ulong without = from[i] - what[i];
                ulong rest = without - borrow;
                borrow = (from[i] < what[i] ? 1UL : 0) | (without < borrow ? 1UL : 0);
                from[i] = rest;
            }
        }
    }
}
