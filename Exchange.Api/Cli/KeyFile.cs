using System.Text.Json;
using Exchange.Api.Access;
using Exchange.Api.Wire;
using Exchange.Engine.Values;

namespace Exchange.Api.Cli;

/// <summary>Keys that the program made for its own user, kept beside the data so that the next start can show them again.</summary>
/// <remarks>The file is readable by its owner alone. Other keys are never written anywhere.</remarks>
/// <param name="Path">The file.</param>
public sealed record KeyFile(string Path)
{
    /// <summary>The key, or null where none was made.</summary>
    public OwnKey? Read() => File.Exists(Path) ? JsonSerializer.Deserialize(File.ReadAllText(Path), ApiJson.Default.OwnKey) : null;

    /// <summary>The key in the file, or a fresh one that is then kept there.</summary>
    public async Task<OwnKey> ReadOrIssueAsync(KeyRing keys, AccountId account, Scopes scopes, CancellationToken cancellation)
    {
        if (Read() is { } kept && await keys.FindAsync(kept.Key, cancellation) is not null) return kept;
        IssuedKey issued = await keys.IssueAsync(account, scopes, requiresRisingNonce: false, cancellation);
        var own = new OwnKey(issued.Key, issued.Secret, issued.Passphrase, WireId.Text(WireId.Of(account)));
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(Path, options);
        await JsonSerializer.SerializeAsync(file, own, ApiJson.Default.OwnKey, cancellation);
        return own;
    }
}

/// <summary>A key of the program's own user.</summary>
/// <param name="Key">The public name.</param>
/// <param name="Secret">In base64.</param>
/// <param name="Passphrase">The words.</param>
/// <param name="Account">Whose.</param>
public sealed record OwnKey(string Key, string Secret, string Passphrase, string Account);
