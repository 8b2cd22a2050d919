using Exchange.Api.Hosting;
using Exchange.Api.Wire;

namespace Exchange.Api.Access;

/// <summary>What a signature was made over and with.</summary>
/// <param name="Key">The key's public name.</param>
/// <param name="Signature">In base64.</param>
/// <param name="Timestamp">The literal text.</param>
/// <param name="Passphrase">The words.</param>
/// <param name="Method">The method in capitals.</param>
/// <param name="Target">The path with its query.</param>
public sealed record SignedRequest(string Key, string Signature, string Timestamp, string Passphrase, string Method, string Target);

/// <summary>Checks a signature, wherever it came from: the headers of a request, or a message to the feed.</summary>
public sealed class Verification
{
    private readonly KeyRing keys;
    private readonly TimeProvider clock;
    private readonly ApiSettings settings;

    /// <summary>A check against these keys, by this clock.</summary>
    public Verification(KeyRing keys, TimeProvider clock, ApiSettings settings)
    {
        this.keys = keys;
        this.clock = clock;
        this.settings = settings;
    }

    /// <summary>The key of a request whose body is not here yet, or the problem: what can be checked without the signature.</summary>
    public async ValueTask<(ApiKey? Key, Problem? Problem)> RecogniseAsync(SignedRequest signed, Scopes scope, CancellationToken cancellation)
    {
        if (RefuseTime(signed.Timestamp, out _) is { } refused) return (null, refused);
        if (await keys.FindAsync(signed.Key, cancellation) is not { } key) return (null, Problem.InvalidKey);
        if (!key.PassphraseMatches(signed.Passphrase)) return (null, Problem.InvalidPassphrase);
        return (key.Scopes & scope) == 0 ? (null, Problem.MissingScope(scope)) : (key, null);
    }

    /// <summary>The caller, or the problem: always one of the two.</summary>
    /// <param name="signed">What the signature was made over and with.</param>
    /// <param name="body">The body.</param>
    /// <param name="wasRecognised">Whether the timestamp was found right on arrival: a large body may take longer to read than it holds.</param>
    /// <param name="cancellation">Gives up.</param>
    public async ValueTask<(Caller? Caller, Problem? Problem)> VerifyAsync(
        SignedRequest signed, ReadOnlyMemory<byte> body, bool wasRecognised, CancellationToken cancellation)
    {
        Problem? refused = RefuseTime(signed.Timestamp, out decimal seconds);
        if (refused is not null && !wasRecognised) return (null, refused);
        if (await keys.FindAsync(signed.Key, cancellation) is not { } key) return (null, Problem.InvalidKey);
        if (!Signature.Matches(key.Secret.Span, signed.Timestamp, signed.Method, signed.Target, body.Span, signed.Signature))
            return (null, Problem.InvalidSignature);
        if (!key.PassphraseMatches(signed.Passphrase)) return (null, Problem.InvalidPassphrase);
        if (key.RequiresRisingNonce && !key.TryTakeNonce(seconds)) return (null, Problem.NonceUsed);
        return (new Caller(key.Account, key.Scopes, key.Name), null);
    }

    private Problem? RefuseTime(string timestamp, out decimal seconds)
    {
        if (!Signature.TrySeconds(timestamp, out seconds)) return Problem.InvalidTimestamp;
        decimal now = clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000m;
        return Math.Abs(now - seconds) > settings.SignatureWindowSeconds ? Problem.TimestampExpired : null;
    }
}
