using System.Security.Cryptography;
using System.Text;

namespace Exchange.Api.Access;

/// <summary>A passphrase as it is kept: salted PBKDF2 over HMAC-SHA256, never the words themselves.</summary>
/// <param name="Salt">16 random bytes.</param>
/// <param name="Hash">32 bytes.</param>
public sealed record Passphrase(byte[] Salt, byte[] Hash)
{
    private const int SaltBytes = 16;
    private const int HashBytes = 32;
    private const int Iterations = 100_000;

    /// <summary>The form in which a passphrase is kept.</summary>
    public static Passphrase From(string words)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new Passphrase(salt, Derive(words, salt));
    }

    /// <summary>Whether these are the words. Slow on purpose; takes the same time wherever they differ.</summary>
    public bool Matches(string words) => CryptographicOperations.FixedTimeEquals(Derive(words, Salt), Hash);

    private static byte[] Derive(string words, byte[] salt) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(words), salt, Iterations, HashAlgorithmName.SHA256, HashBytes);
}
