using Exchange.Api.Cli;

namespace Exchange.Api.Agents;

/// <summary>An API key as its holder keeps it.</summary>
/// <param name="Name">The public name.</param>
/// <param name="Secret">The secret, decoded.</param>
/// <param name="Passphrase">The words.</param>
public sealed record SigningKey(string Name, ReadOnlyMemory<byte> Secret, string Passphrase)
{
    /// <summary>A key as the exchange shows it once: its secret in base64.</summary>
    public static SigningKey Of(string name, string secret, string passphrase) => new(name, Convert.FromBase64String(secret), passphrase);

    /// <summary>A key from a file that the program wrote, or that its holder wrote alike: key, secret, passphrase and account in JSON.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static SigningKey FromFile(string path)
    {
        OwnKey own = new KeyFile(path).Read() ?? throw new FileNotFoundException($"There is no key in {path}.", path);
        return Of(own.Key, own.Secret, own.Passphrase);
    }
}
