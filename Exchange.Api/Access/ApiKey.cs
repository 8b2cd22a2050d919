using System.Security.Cryptography;
using System.Text;
using Exchange.Engine.Values;

namespace Exchange.Api.Access;

/// <summary>An API key as it is kept while the program runs.</summary>
public sealed class ApiKey
{
    private static readonly byte[] ProcessSalt = RandomNumberGenerator.GetBytes(32);
    private readonly Passphrase passphrase;
    private byte[]? knownWords;
    private long lastNonceMicros;

    /// <summary>A key from its parts.</summary>
    public ApiKey(string name, AccountId account, Scopes scopes, byte[] secret, Passphrase passphrase, bool requiresRisingNonce)
    {
        Name = name;
        Account = account;
        Scopes = scopes;
        Secret = secret;
        this.passphrase = passphrase;
        RequiresRisingNonce = requiresRisingNonce;
    }

    /// <summary>The key's public name, as sent in <c>CB-ACCESS-KEY</c>.</summary>
    public string Name { get; }

    /// <summary>Whose it is.</summary>
    public AccountId Account { get; }

    /// <summary>What it may do.</summary>
    public Scopes Scopes { get; }

    /// <summary>The secret, decoded.</summary>
    public ReadOnlyMemory<byte> Secret { get; }

    /// <summary>Whether each timestamp must be later than the one before, so that no request can be replayed.</summary>
    public bool RequiresRisingNonce { get; }

    /// <summary>Whether these are the key's words. The slow derivation runs once; after that a keyed hash is compared.</summary>
    public bool PassphraseMatches(string words)
    {
        byte[] hashed = HMACSHA256.HashData(ProcessSalt, Encoding.UTF8.GetBytes(words));
        if (Volatile.Read(ref knownWords) is { } known) return CryptographicOperations.FixedTimeEquals(hashed, known);
        if (!passphrase.Matches(words)) return false;
        Volatile.Write(ref knownWords, hashed);
        return true;
    }

    /// <summary>Takes a timestamp as a nonce; false where it is not later than the last one taken.</summary>
    public bool TryTakeNonce(decimal seconds)
    {
        long micros = (long)(seconds * 1_000_000);
        long last = Volatile.Read(ref lastNonceMicros);
        while (micros > last)
        {
            long seen = Interlocked.CompareExchange(ref lastNonceMicros, micros, last);
            if (seen == last) return true;
            last = seen;
        }

        return false;
    }
}
