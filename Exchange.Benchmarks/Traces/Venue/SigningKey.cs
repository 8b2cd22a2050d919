namespace Exchange.Benchmarks.Traces.Venue;

/// <summary>An API key as its holder keeps it.</summary>
/// <param name="Name">The public name.</param>
/// <param name="Secret">The secret, decoded.</param>
/// <param name="Passphrase">The words.</param>
public sealed record SigningKey(string Name, ReadOnlyMemory<byte> Secret, string Passphrase)
{
    /// <summary>A key as the exchange shows it once: its secret in base64.</summary>
    public static SigningKey Of(string name, string secret, string passphrase) => new(name, Convert.FromBase64String(secret), passphrase);
}
