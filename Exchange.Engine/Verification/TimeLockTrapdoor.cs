using System.Numerics;

namespace Exchange.Engine.Verification;

/// <summary>What became of a time-lock answer.</summary>
public enum TimeLockFinding
{
    /// <summary>y = x^(2^T) mod N.</summary>
    Passed = 1,

    /// <summary>y has not 256 bytes or is not below N.</summary>
    WrongSize,

    /// <summary>Another number: wrong, fewer squarings, another x or another modulus.</summary>
    WrongResult,

    /// <summary>The factors do not let this x be judged: see <see cref="TimeLockTrapdoor.Judge"/>.</summary>
    WrongFactors,
}

/// <summary>
/// The factors of a day's modulus: with them any T squarings are one exponentiation. The exchange holds them during the day; published
/// after it, they let anyone judge again.
/// </summary>
public sealed class TimeLockTrapdoor
{
    private readonly BigInteger p;
    private readonly BigInteger q;
    private readonly BigInteger modulus;

    /// <summary>The trapdoor of two factors.</summary>
    /// <param name="p">The one, 128 bytes, big-endian.</param>
    /// <param name="q">The other, 128 bytes, big-endian.</param>
    /// <exception cref="ArgumentException">Their product is even or has not 2,048 bits, or they share a factor.</exception>
    public TimeLockTrapdoor(ReadOnlySpan<byte> p, ReadOnlySpan<byte> q)
    {
        (this.p, this.q) = (TimeLock.Number(p), TimeLock.Number(q));
        modulus = this.p * this.q;
        if (modulus.IsEven || modulus.GetBitLength() != 8 * TimeLock.NumberBytes) throw new ArgumentException("The product is odd and has 2,048 bits.", nameof(p));
        if (!BigInteger.GreatestCommonDivisor(this.p, this.q).IsOne) throw new ArgumentException("The factors share none.", nameof(q));
    }

    /// <summary>N = pq, as it is published: 256 bytes, big-endian.</summary>
    public void WriteModulus(Span<byte> bytes) => TimeLock.Write(modulus, bytes);

    /// <summary>Whether y = x^(2^T) mod N, by two short exponentiations in place of T squarings.</summary>
    /// <remarks>
    /// Modulo p the exponent counts modulo p − 1, if x^(p − 1) = 1 there; likewise for q. That is checked for the very x, so that released
    /// factors need not be trusted to be primes: what the formula uses is what is checked.
    /// </remarks>
    /// <param name="x">256 bytes.</param>
    /// <param name="squarings">T, from 0.</param>
    /// <param name="y">The answer.</param>
    public TimeLockFinding Judge(ReadOnlySpan<byte> x, long squarings, ReadOnlySpan<byte> y)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(squarings);
        BigInteger answer = TimeLock.Number(y);
        if (y.Length != TimeLock.NumberBytes || answer >= modulus) return TimeLockFinding.WrongSize;
        BigInteger start = TimeLock.Number(x);
        if (!BigInteger.ModPow(start, p - 1, p).IsOne || !BigInteger.ModPow(start, q - 1, q).IsOne) return TimeLockFinding.WrongFactors;
        return IsSquared(start, squarings, answer, p) && IsSquared(start, squarings, answer, q) ? TimeLockFinding.Passed : TimeLockFinding.WrongResult;
    }

    private static bool IsSquared(BigInteger start, long squarings, BigInteger answer, BigInteger factor)
    {
        BigInteger exponent = BigInteger.ModPow(2, squarings, factor - 1);
        return BigInteger.ModPow(start, exponent, factor) == answer % factor;
    }
}
