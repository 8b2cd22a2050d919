using System.Security.Cryptography;

namespace Exchange.Api.Access;

/// <summary>Keeps the secrets of API keys encrypted at rest: AES-256-GCM under a key that lies in a file of its own.</summary>
/// <remarks>A secret must be recoverable, since signatures are checked with it; so it is sealed, not hashed. Safe for many threads.</remarks>
public sealed class SecretBox
{
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly byte[] key;

    /// <summary>A box under the given key.</summary>
    /// <exception cref="ArgumentException">The key has not 32 bytes.</exception>
    public SecretBox(byte[] key)
    {
        if (key.Length != KeyBytes) throw new ArgumentException($"The key must have {KeyBytes} bytes.", nameof(key));
        this.key = key;
    }

    /// <summary>A box whose key lies in a file.</summary>
    public static SecretBox FromFile(string path) => new(SecretFile.ReadOrMake(path, KeyBytes));

    /// <summary>Seals a secret; the label is bound to it, so that a sealed secret cannot be moved to another key.</summary>
    public byte[] Seal(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label)
    {
        var sealedSecret = new byte[NonceBytes + TagBytes + secret.Length];
        Span<byte> nonce = sealedSecret.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, secret, sealedSecret.AsSpan(NonceBytes + TagBytes), sealedSecret.AsSpan(NonceBytes, TagBytes), label);
        return sealedSecret;
    }

    /// <summary>Opens a sealed secret.</summary>
    /// <exception cref="CryptographicException">It was altered, or sealed under another key or label.</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedSecret, ReadOnlySpan<byte> label)
    {
        if (sealedSecret.Length < NonceBytes + TagBytes) throw new CryptographicException("A sealed secret is too short.");
        var secret = new byte[sealedSecret.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(sealedSecret[..NonceBytes], sealedSecret[(NonceBytes + TagBytes)..], sealedSecret.Slice(NonceBytes, TagBytes), secret, label);
        return secret;
    }
}
