namespace Exchange.Engine.Store.Local;

/// <summary>Where the program's own PostgreSQL lives and how careful it is.</summary>
/// <param name="DataDirectory">The server's directory: absent, empty, or one that this class made. It belongs to the server alone.</param>
/// <param name="BinDirectory">The folder of <c>postgres</c>, <c>initdb</c> and <c>pg_ctl</c>; null looks in the usual places.</param>
/// <param name="Durable">False switches fsync off: faster, and a power cut may lose everything. Only for tests that cut no power.</param>
public sealed record LocalPostgresSettings(string DataDirectory, string? BinDirectory = null, bool Durable = true)
{
    /// <summary>Names the folder of the server binaries where <see cref="BinDirectory"/> is null.</summary>
    public const string BinDirectoryVariable = "EXCHANGE_POSTGRES_BIN";

    /// <summary>The directory to use where nobody named one.</summary>
    /// <remarks>Root's own home is closed to the unprivileged account that the server runs as, so root gets one under <c>/var/lib</c>.</remarks>
    public static string DefaultDataDirectory =>
        Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows()
            ? "/var/lib/exchange/postgres"
            : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
                "exchange",
                "postgres");
}
