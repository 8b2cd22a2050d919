using System.Globalization;

namespace Exchange.Engine.Store.Local;

/// <summary>A folder with <c>postgres</c>, <c>initdb</c> and <c>pg_ctl</c> of one version.</summary>
/// <param name="Directory">The folder.</param>
/// <param name="Major">The major version, such as 15.</param>
public sealed record PostgresBinaries(string Directory, int Major)
{
    /// <summary>The oldest major version that the exchange runs on.</summary>
    public const int OldestMajor = 15;

    internal string Postgres => Tool(Directory, "postgres");

    internal string Initdb => Tool(Directory, "initdb");

    internal string PgCtl => Tool(Directory, "pg_ctl");

    /// <summary>Finds binaries: where told, else on the PATH, else in the places that installers use, newest first.</summary>
    /// <param name="told">A folder that must hold them, or null for <see cref="LocalPostgresSettings.BinDirectoryVariable"/> and the rest.</param>
    /// <param name="clusterMajor">The version that made the data directory, or null for a new one.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="LocalPostgresException">None found, all too old, or none of the data directory's version.</exception>
    public static async Task<PostgresBinaries> FindAsync(string? told, int? clusterMajor, CancellationToken cancellation)
    {
        told ??= Environment.GetEnvironmentVariable(LocalPostgresSettings.BinDirectoryVariable) is { Length: > 0 } named ? named : null;
        var seen = new List<PostgresBinaries>();
        foreach (var folder in told is null ? PostgresPlaces.All() : [told])
        {
            if (!IsComplete(folder) || await MajorAsync(folder, cancellation) is not { } major) continue;

            var found = new PostgresBinaries(folder, major);
            if (major >= OldestMajor && (clusterMajor ?? major) == major) return found;
            seen.Add(found);
        }

        throw Refusal(told, clusterMajor, seen);
    }

    private static bool IsComplete(string folder) =>
        File.Exists(Tool(folder, "postgres")) && File.Exists(Tool(folder, "initdb")) && File.Exists(Tool(folder, "pg_ctl"));

    private static string Tool(string folder, string name) => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name);

    /// <summary>Reads <c>postgres (PostgreSQL) 15.18 (Debian …)</c>, <c>18beta1</c> and the like.</summary>
    private static async Task<int?> MajorAsync(string folder, CancellationToken cancellation)
    {
        const string marker = "(PostgreSQL) ";
        var version = (await ServerCommand.RunAsync(ServerAccount.Own, Tool(folder, "postgres"), ["--version"], cancellation)).Output;
        var at = version.IndexOf(marker, StringComparison.Ordinal);
        if (at < 0) return null;

        var digits = string.Concat(version[(at + marker.Length)..].TakeWhile(char.IsAsciiDigit));
        return int.TryParse(digits, CultureInfo.InvariantCulture, out var major) ? major : null;
    }

    private static LocalPostgresException Refusal(string? told, int? clusterMajor, List<PostgresBinaries> seen)
    {
        var where = told is null ? "on the PATH or in the usual places" : $"in {told}";
        var install = $"Install PostgreSQL {clusterMajor ?? OldestMajor}{(clusterMajor is null ? " or newer" : "")} (Debian and Ubuntu: "
            + $"apt-get install postgresql), or name its bin folder in {LocalPostgresSettings.BinDirectoryVariable}.";
        var versions = string.Join(", ", seen.Select(found => $"{found.Major} in {found.Directory}"));
        if (seen.Count == 0)
            return new(LocalPostgresFailure.BinariesNotFound, $"No PostgreSQL server was found {where}.", install);
        if (clusterMajor is null)
            return new(LocalPostgresFailure.BinariesTooOld, $"PostgreSQL {OldestMajor} or newer is needed; found {versions}.", install);
        return new(
            LocalPostgresFailure.ClusterOfAnotherVersion,
            $"The data directory was made by PostgreSQL {clusterMajor}; found {versions}.",
            $"{install} Or move the data to the newer version with pg_upgrade.");
    }
}
