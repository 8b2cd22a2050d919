using System.Security.Cryptography;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;

namespace Exchange.Api.Agents;

/// <summary>The key with which an account's agent signs what it meters. The private part never leaves the agent.</summary>
public sealed class AgentKey : IDisposable
{
    private readonly ECDsa key;

    private AgentKey(ECDsa key) => this.key = key;

    /// <summary>The public part in base64, X and Y, as it is registered.</summary>
    public string Public => Convert.ToBase64String(HourMeter.PublicKey(key));

    /// <summary>A fresh key that is kept nowhere.</summary>
    public static AgentKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>The key in a file, made there, for its owner's eyes alone, where it is missing.</summary>
    public static AgentKey FromFile(string path)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(path))
        {
            key.ImportFromPem(File.ReadAllText(path));
            return new AgentKey(key);
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.Write(key.ExportPkcs8PrivateKeyPem());
        return new AgentKey(key);
    }

    /// <summary>Signs an hour of a lease; r and s in base64.</summary>
    public string Sign(long lease, int hour, MinuteBits delivered) => Convert.ToBase64String(HourMeter.Sign(key, lease, hour, delivered.Value));

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();
}
