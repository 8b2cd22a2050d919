using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Exchange.Engine.Verification;

/// <summary>Which delivered hours are audited: a draw that nobody knows before the link is revealed and anyone can repeat after.</summary>
/// <remarks>
/// Honesty pays when the rate exceeds C ÷ ((1 − r)(R + S)): C what cheating saves, R the reward, S the slash, r the share of colluding
/// auditors (Proof of Sampling, arXiv 2405.00295).
/// </remarks>
public static class AuditDraw
{
    /// <summary>Whether an hour is audited.</summary>
    /// <remarks>
    /// HMAC-SHA256 of the link over: the 6 bytes <c>audit|</c>, lease (8), hour (4), little-endian. The first 8 bytes as a little-endian
    /// number u: the hour is audited if u × 10,000 &lt; rate × 2^64. A higher rate audits the same hours and more.
    /// </remarks>
    /// <param name="link">The first link revealed after the hour was metered. 32 bytes.</param>
    /// <param name="lease">The lease's number.</param>
    /// <param name="hour">The hour of the lease, from 0.</param>
    /// <param name="rateBasisPoints">0..10,000.</param>
    public static bool Selects(ReadOnlySpan<byte> link, long lease, int hour, int rateBasisPoints)
    {
        Beacon.RequireLink(link);
        ArgumentOutOfRangeException.ThrowIfNegative(rateBasisPoints);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rateBasisPoints, 10_000);
        Span<byte> message = stackalloc byte[18];
        "audit|"u8.CopyTo(message);
        BinaryPrimitives.WriteInt64LittleEndian(message[6..], lease);
        BinaryPrimitives.WriteInt32LittleEndian(message[14..], hour);
        Span<byte> drawn = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(link, message, drawn);
        return (UInt128)BinaryPrimitives.ReadUInt64LittleEndian(drawn) * 10_000 < (UInt128)rateBasisPoints << 64;
    }
}
