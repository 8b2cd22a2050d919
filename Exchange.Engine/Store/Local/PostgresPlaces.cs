using System.Globalization;

namespace Exchange.Engine.Store.Local;

/// <summary>The folders in which installers put PostgreSQL's server binaries.</summary>
internal static class PostgresPlaces
{
    /// <summary>Patterns with one <c>*</c>, which stands for a version or a name with one in it.</summary>
    private static readonly string[] _patterns =
    [
        "/usr/lib/postgresql/*/bin", // Debian, Ubuntu
        "/usr/libexec/postgresql*", // Alpine
        "/usr/pgsql-*/bin", // Fedora, Red Hat
        "/opt/homebrew/opt/postgresql@*/bin", // Homebrew on Apple silicon
        "/usr/local/opt/postgresql@*/bin", // Homebrew on Intel
        "/Applications/Postgres.app/Contents/Versions/*/bin",
        "/usr/local/pgsql*/bin", // built from source
    ];

    /// <summary>The folders of the PATH in its order, then those of the patterns, newest version first in each.</summary>
    public static IEnumerable<string> All()
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        foreach (var folder in path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            yield return folder;

        var programFiles = Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles);
        var patterns = programFiles.Length == 0 ? _patterns : [Path.Combine(programFiles, "PostgreSQL", "*", "bin")];
        foreach (var folder in patterns.SelectMany(Matches))
            yield return folder;
    }

    private static IEnumerable<string> Matches(string pattern)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        var parent = Path.GetDirectoryName(pattern[..star])!;
        var rest = pattern[(star + 1)..].TrimStart('/', '\\');
        var name = Path.GetFileName(pattern[..star]) + "*";
        if (!Directory.Exists(parent)) return [];

        return Directory.EnumerateDirectories(parent, name)
            .OrderByDescending(Version)
            .Select(folder => Path.Combine(folder, rest));
    }

    private static int Version(string folder)
    {
        var digits = string.Concat(Path.GetFileName(folder).SkipWhile(letter => !char.IsAsciiDigit(letter)).TakeWhile(char.IsAsciiDigit));
        return int.TryParse(digits, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }
}
