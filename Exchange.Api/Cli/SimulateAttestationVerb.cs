using System.CommandLine;
using System.Text.Json;
using Exchange.Api.Proofs;
using Exchange.Api.Wire;
using Exchange.Engine.Skus;
using Exchange.Engine.Verification.Attestation.Simulated;
using NodaTime;

namespace Exchange.Api.Cli;

/// <summary><c>simulate-attestation</c>: makes an authority that stands in for the vendors, and lets the venue accept what it certifies from its next start on.</summary>
public static class SimulateAttestationVerb
{
    private const string AuthorityFile = "simulated-authority.pem";

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var verb = new Command("simulate-attestation", "Accept simulated confidential hardware, for venues without any") { StoreOptions.Data };
        verb.SetAction((parsed, cancellation) => RunAsync(StoreOptions.DataDirectory(parsed), cancellation));
        return verb;
    }

    /// <summary>Writes the authority and the venue's terms; the authority's file.</summary>
    internal static async Task<string> WriteAsync(string directory, SimulatedAuthority authority, CancellationToken cancellation)
    {
        string path = Path.Combine(directory, AuthorityFile);
        string termsPath = Path.Combine(directory, AttestationTerms.FileName);
        if (File.Exists(termsPath)) throw new IOException($"{termsPath} is there already: what the venue accepts is not replaced.");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var secret = new StreamWriter(path, options)) await secret.WriteAsync(authority.ToPem().AsMemory(), cancellation);
        AttestationTerms terms = SimulatedTerms.Of(authority, SkuCatalogue.All.Select(sku => sku.Name));
        await File.WriteAllBytesAsync(termsPath, JsonSerializer.SerializeToUtf8Bytes(terms, ApiJson.Default.AttestationTerms), cancellation);
        return path;
    }

    private static async Task<int> RunAsync(string directory, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(directory);
            using SimulatedAuthority authority = SimulatedAuthority.Create(SystemClock.Instance.GetCurrentInstant());
            string path = await WriteAsync(directory, authority, cancellation);
            await Console.Out.WriteLineAsync($"The venue in {directory} accepts simulated hardware from its next start on; agents take --simulated-authority {path}");
            return 0;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"exchange: {refused.Message}");
            return 1;
        }
    }
}
