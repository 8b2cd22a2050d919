using System.Diagnostics;
using Exchange.Engine.Store.Local;
using Npgsql;
using Xunit;
using static Exchange.Tests.Durability.LocalPostgresFolder;

namespace Exchange.Tests.Durability;

/// <summary>The program's own PostgreSQL lives, dies and comes back.</summary>
public sealed class LocalPostgresTests : IDisposable
{
    private readonly LocalPostgresFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_written_is_there_after_a_stop_and_a_start()
    {
        await using (var first = await _folder.StartAsync(durable: true))
            await AskAsync<int>(first, "CREATE TABLE kept AS SELECT 7 AS n; SELECT n FROM kept");

        await using var second = await _folder.StartAsync(durable: true);

        Assert.Equal(7, await AskAsync<int>(second, "SELECT n FROM kept"));
    }

    [Fact]
    public async Task A_killed_server_comes_back_with_all_that_was_committed()
    {
        await using var postgres = await _folder.StartAsync(durable: true);
        await AskAsync<int>(postgres, "CREATE TABLE kept AS SELECT 7 AS n; SELECT n FROM kept");
        var (before, address) = (postgres.PostmasterPid, postgres.ConnectionString);

        Kill(before);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => AskAsync<int>(postgres, "SELECT n FROM kept"));
        await postgres.RestartAsync(CancellationToken.None);

        Assert.Equal(7, await AskAsync<int>(postgres, "SELECT n FROM kept"));
        Assert.NotEqual(before, postgres.PostmasterPid);
        Assert.Equal(address, postgres.ConnectionString);
    }

    [Fact]
    public async Task The_start_after_a_killed_server_recovers()
    {
        await using (var killed = await _folder.StartAsync(durable: true))
        {
            await AskAsync<int>(killed, "CREATE TABLE kept AS SELECT 7 AS n; SELECT n FROM kept");
            Kill(killed.PostmasterPid);
        }

        await using var next = await _folder.StartAsync(durable: true);

        Assert.Equal(7, await AskAsync<int>(next, "SELECT n FROM kept"));
    }

    [Fact]
    public async Task A_killed_programs_server_is_taken_over_and_its_sessions_are_ended()
    {
        var orphan = await OrphanAsync();

        await using var next = await _folder.StartAsync(durable: true);

        Assert.Equal(orphan, next.PostmasterPid);
        Assert.Equal("committed", await AskAsync<string>(next, "SELECT string_agg(line, ',') FROM kept"));
        Assert.True(await AskAsync<bool>(next, "SELECT pg_try_advisory_lock(1)"));
    }

    [Fact]
    public async Task A_killed_programs_server_of_other_settings_is_restarted()
    {
        var orphan = await OrphanAsync();

        await using var next = await _folder.StartAsync(durable: false);

        Assert.NotEqual(orphan, next.PostmasterPid);
        Assert.Equal("off", await AskAsync<string>(next, "SHOW fsync"));
        Assert.Equal("committed", await AskAsync<string>(next, "SELECT string_agg(line, ',') FROM kept"));
    }

    [Fact]
    public async Task Two_servers_run_side_by_side()
    {
        await using var one = await _folder.StartAsync("one");
        await using var other = await _folder.StartAsync("other");

        await AskAsync<int>(one, "CREATE TABLE kept AS SELECT 1 AS n; SELECT n FROM kept");
        await AskAsync<int>(other, "CREATE TABLE kept AS SELECT 2 AS n; SELECT n FROM kept");

        Assert.Equal(1, await AskAsync<int>(one, "SELECT n FROM kept"));
        Assert.Equal(2, await AskAsync<int>(other, "SELECT n FROM kept"));
    }

    [Fact]
    public async Task The_second_owner_of_a_directory_is_refused_and_the_first_goes_on()
    {
        await using var owner = await _folder.StartAsync();

        var refusal = await Assert.ThrowsAsync<LocalPostgresException>(() => _folder.StartAsync());

        Assert.Equal(LocalPostgresFailure.DirectoryInUse, refusal.Reason);
        Assert.Contains($"process id {Environment.ProcessId}", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await AskAsync<int>(owner, "SELECT 1"));
    }

    [Fact]
    public async Task A_pid_file_that_names_somebody_else_does_not_prevent_a_start()
    {
        await using (var first = await _folder.StartAsync()) Kill(first.PostmasterPid);
        var pidFile = Path.Combine(_folder.Path, "data", "cluster", "postmaster.pid");
        var lines = File.ReadAllLines(pidFile);
        using var stranger = Stranger();
        lines[0] = $"{stranger.Id}";
        File.WriteAllLines(pidFile, lines);

        await using (var next = await _folder.StartAsync()) Assert.NotEqual(stranger.Id, next.PostmasterPid);

        Assert.False(stranger.HasExited);
        stranger.Kill();
    }

    [Fact]
    public async Task A_pid_file_cut_short_does_not_prevent_a_start()
    {
        await using (var first = await _folder.StartAsync()) Kill(first.PostmasterPid);
        File.WriteAllText(Path.Combine(_folder.Path, "data", "cluster", "postmaster.pid"), "");

        await using var next = await _folder.StartAsync();

        Assert.Equal(1, await AskAsync<int>(next, "SELECT 1"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(200)]
    [InlineData(300)]
    public async Task A_start_that_is_given_up_leaves_neither_server_nor_owner(int patienceMilliseconds)
    {
        await using (await _folder.StartAsync())
        {
        }

        using var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(patienceMilliseconds));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await using var quick = await LocalPostgres.StartAsync(_folder.Settings(), impatience.Token);
            impatience.Token.ThrowIfCancellationRequested();
            await Task.Delay(Timeout.Infinite, impatience.Token);
        });

        Assert.False(File.Exists(Path.Combine(_folder.Path, "data", "cluster", "postmaster.pid")));
        await using var next = await _folder.StartAsync();
        Assert.Equal(1, await AskAsync<int>(next, "SELECT 1"));
    }

    [Fact]
    public async Task What_an_interrupted_creation_left_is_cleared_away()
    {
        var rest = Directory.CreateDirectory(Path.Combine(_folder.Path, "data", "cluster.new-1"));
        File.WriteAllText(Path.Combine(rest.FullName, "PG_VERSION"), "1");
        File.WriteAllText(Path.Combine(_folder.Path, "data", "owner.lock"), "");

        await using var postgres = await _folder.StartAsync();

        Assert.False(rest.Exists && Directory.Exists(rest.FullName));
        Assert.Equal(1, await AskAsync<int>(postgres, "SELECT 1"));
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_is_no_hindrance()
    {
        await using var postgres = await _folder.StartAsync(Path.Combine(new string('l', 60), new string('o', 60), "n, g: \u00fcber"));

        Assert.Equal(1, await AskAsync<int>(postgres, "SELECT 1"));
    }

    /// <summary>A program with a server of its own is killed; gives the postmaster that it left behind.</summary>
    private async Task<int> OrphanAsync()
    {
        using var victim = Victim.Start("local-postgres", _folder.Settings().DataDirectory);
        var orphan = int.Parse((await victim.StandardOutput.ReadLineAsync())!, System.Globalization.CultureInfo.InvariantCulture);
        victim.Kill();
        await victim.WaitForExitAsync();
        return orphan;
    }

    /// <summary>A living process of the server's own account, which PostgreSQL by itself would take for a server.</summary>
    private static Process Stranger()
    {
        string[] become = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--clear-groups", "--"] : [];
        string[] words = [.. become, "sleep", "600"];
        return Process.Start(new ProcessStartInfo(words[0], words.Skip(1)))!;
    }
}
