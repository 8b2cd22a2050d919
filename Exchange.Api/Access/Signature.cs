using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Exchange.Api.Access;

/// <summary>The signature of a request: HMAC-SHA256 over timestamp + METHOD + path with query + body, in base64.</summary>
public static class Signature
{
    private const int HmacBytes = 32;

    /// <summary>Whether the signature is that of the request. Takes the same time wherever it differs.</summary>
    /// <param name="secret">The key's secret, decoded.</param>
    /// <param name="timestamp">The literal text of the timestamp header, since some clients send decimals.</param>
    /// <param name="method">The method in capitals.</param>
    /// <param name="target">The path with its query, as the client sent them.</param>
    /// <param name="body">The body's bytes.</param>
    /// <param name="signature">What the client claims, in base64.</param>
    public static bool Matches(
        ReadOnlySpan<byte> secret, string timestamp, string method, string target, ReadOnlySpan<byte> body, string signature)
    {
        Span<byte> claimed = stackalloc byte[HmacBytes];
        if (!Convert.TryFromBase64String(signature, claimed, out int written) || written != HmacBytes) return false;
        Span<byte> right = stackalloc byte[HmacBytes];
        Compute(secret, timestamp, method, target, body, right);
        return CryptographicOperations.FixedTimeEquals(claimed, right);
    }

    /// <summary>The signature of a request, in base64.</summary>
    public static string Sign(ReadOnlySpan<byte> secret, string timestamp, string method, string target, ReadOnlySpan<byte> body)
    {
        Span<byte> hmac = stackalloc byte[HmacBytes];
        Compute(secret, timestamp, method, target, body, hmac);
        return Convert.ToBase64String(hmac);
    }

    /// <summary>Reads a timestamp header: seconds since the Unix epoch, whole or with decimals.</summary>
    public static bool TrySeconds(string text, out decimal seconds)
    {
        const int longest = 32;
        seconds = 0;
        return text.Length <= longest
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds)
            && seconds < long.MaxValue / 1000;
    }

    private static void Compute(
        ReadOnlySpan<byte> secret, string timestamp, string method, string target, ReadOnlySpan<byte> body, Span<byte> hmac)
    {
        int headBytes = Encoding.UTF8.GetMaxByteCount(timestamp.Length + method.Length + target.Length);
        byte[] rented = ArrayPool<byte>.Shared.Rent(headBytes + body.Length);
        int used = Encoding.UTF8.GetBytes(timestamp, rented);
        used += Encoding.UTF8.GetBytes(method, rented.AsSpan(used));
        used += Encoding.UTF8.GetBytes(target, rented.AsSpan(used));
        body.CopyTo(rented.AsSpan(used));
        HMACSHA256.HashData(secret, rented.AsSpan(0, used + body.Length), hmac);
        ArrayPool<byte>.Shared.Return(rented);
    }
}
