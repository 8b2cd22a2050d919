using System.Runtime.Versioning;
using Exchange.Engine.Store.Local;
using Npgsql;
using Xunit;
using static Exchange.Tests.Durability.LocalPostgresFolder;

namespace Exchange.Tests.Durability;

/// <summary>The server is private, careful and set up for appending.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LocalPostgresSettingsTests(LocalPostgresSettingsTests.Running running) : IClassFixture<LocalPostgresSettingsTests.Running>
{
    [Theory]
    [InlineData("fsync", "on")]
    [InlineData("synchronous_commit", "on")]
    [InlineData("full_page_writes", "on")]
    [InlineData("data_checksums", "on")]
    [InlineData("wal_level", "replica")]
    [InlineData("shared_buffers", "256MB")]
    [InlineData("max_wal_size", "4GB")]
    [InlineData("checkpoint_timeout", "15min")]
    [InlineData("jit", "off")]
    [InlineData("server_encoding", "UTF8")]
    [InlineData("listen_addresses", "")]
    [InlineData("password_encryption", "scram-sha-256")]
    [InlineData("TimeZone", "UTC")]
    public async Task It_is_set_up_for_an_event_store(string name, string value) =>
        Assert.Equal(value, await AskAsync<string>(running.Postgres, $"SHOW {name}"));

    [Fact]
    public async Task Text_is_ordered_by_its_bytes() =>
        Assert.Equal("C", await AskAsync<string>(running.Postgres, "SELECT datcollate::text FROM pg_database WHERE datname = current_database()"));

    [Fact]
    public async Task Nobody_enters_without_the_password()
    {
        var wrong = new NpgsqlConnectionStringBuilder(running.Postgres.ConnectionString) { Password = "guess", Pooling = false };
        await using var connection = new NpgsqlConnection(wrong.ConnectionString);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
    }

    [Theory]
    [InlineData("password", "rw-------")]
    [InlineData("socket", "rwx------")]
    [InlineData("cluster", "rwx------")]
    [InlineData("", "rwx------")]
    public void Its_files_are_its_own(string name, string mode) =>
        Assert.Equal(mode, Letters(File.GetUnixFileMode(Path.Combine(running.Folder.Path, "data", name))));

    [Fact]
    public void It_never_runs_as_root() => Assert.NotEqual(0, UserOf(running.Postgres.PostmasterPid));

    private static string Letters(UnixFileMode mode) =>
        string.Concat(Enumerable.Range(0, 9).Select(bit => ((int)mode & (256 >> bit)) == 0 ? '-' : "rwx"[bit % 3]));

    /// <summary>One durable server for the questions above.</summary>
    public sealed class Running : IAsyncLifetime
    {
        public LocalPostgresFolder Folder { get; } = new();

        public LocalPostgres Postgres { get; private set; } = null!;

        public async Task InitializeAsync() => Postgres = await Folder.StartAsync(durable: true);

        public async Task DisposeAsync()
        {
            await Postgres.DisposeAsync();
            Folder.Dispose();
        }
    }
}
