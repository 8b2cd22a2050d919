using System.Buffers.Text;
using System.Security.Cryptography;

namespace Exchange.Api.Access;

/// <summary>A fresh key as its owner is shown it, once.</summary>
/// <param name="Key">The public name.</param>
/// <param name="Secret">64 random bytes in base64.</param>
/// <param name="Passphrase">The words that go with it.</param>
public sealed record IssuedKey(string Key, string Secret, string Passphrase)
{
    private const int NameBytes = 16;
    private const int SecretBytes = 64;
    private const int PassphraseBytes = 12;

    /// <summary>A new random key.</summary>
    public static IssuedKey Random() => new(
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NameBytes)),
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes)),
        Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(PassphraseBytes)));
}
