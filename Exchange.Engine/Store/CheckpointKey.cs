using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Exchange.Engine.Store;

/// <summary>The key that signs checkpoints of the chain (ECDSA over P-256), kept in a file outside the database that it vouches for.</summary>
/// <remarks>Whoever can rewrite the database can rewrite the chain; without this key the signatures on it cannot be made anew.</remarks>
public sealed class CheckpointKey : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly ECDsa key;

    private CheckpointKey(ECDsa key)
    {
        this.key = key;
        Id = SHA256.HashData(key.ExportSubjectPublicKeyInfo()).AsMemory(0, 8);
    }

    /// <summary>The first eight bytes of the SHA-256 of the public key.</summary>
    public ReadOnlyMemory<byte> Id { get; }

    /// <summary>The public key, for those who verify elsewhere.</summary>
    public string PublicKeyPem => key.ExportSubjectPublicKeyInfoPem();

    /// <summary>Reads the key from a PEM file, and makes it first where there is none, readable by its owner alone.</summary>
    /// <exception cref="CryptographicException">The file holds no key.</exception>
    public static CheckpointKey Open(string path)
    {
        if (!File.Exists(path)) Create(path);
        return FromPem(File.ReadAllText(path));
    }

    /// <summary>A key from its PEM: a private one signs and verifies, a public one only verifies.</summary>
    public static CheckpointKey FromPem(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return new CheckpointKey(key);
        }
        catch (ArgumentException noKey)
        {
            key.Dispose();
            throw new CryptographicException("There is no key in the file.", noKey);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();

    /// <summary>Signs the hash over all turns up to a position.</summary>
    internal byte[] Sign(long position, in ChainHash chain) => key.SignData(Statement(position, chain), HashAlgorithmName.SHA256);

    /// <summary>Whether the signature is this key's, over this hash at this position.</summary>
    internal bool Verifies(long position, in ChainHash chain, ReadOnlySpan<byte> signature) =>
        key.VerifyData(Statement(position, chain), signature, HashAlgorithmName.SHA256);

    private static byte[] Statement(long position, in ChainHash chain)
    {
        ReadOnlySpan<byte> purpose = "exchange checkpoint 1"u8;
        var statement = new byte[purpose.Length + sizeof(long) + ChainHash.SizeBytes];
        purpose.CopyTo(statement);
        BinaryPrimitives.WriteInt64BigEndian(statement.AsSpan(purpose.Length), position);
        chain.Bytes.CopyTo(statement.AsSpan(purpose.Length + sizeof(long)));
        return statement;
    }

    private static void Create(string path)
    {
        using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using var file = new StreamWriter(path, options);
        file.Write(fresh.ExportPkcs8PrivateKeyPem());
    }
}
