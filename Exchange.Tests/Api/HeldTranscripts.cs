using Npgsql;

namespace Exchange.Tests.Api;

/// <summary>Keeps an exchange from keeping transcripts, so that answers stand still at the end of their judging.</summary>
public sealed class HeldTranscripts : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly NpgsqlConnection keeper;
    private readonly NpgsqlTransaction held;

    private HeldTranscripts(NpgsqlConnection keeper, NpgsqlTransaction held) => (this.keeper, this.held) = (keeper, held);

    public static async Task<HeldTranscripts> HoldAsync(NpgsqlDataSource database)
    {
        NpgsqlConnection keeper = await database.OpenConnectionAsync();
        var transcripts = new HeldTranscripts(keeper, await keeper.BeginTransactionAsync());
        await transcripts.AskAsync("lock table exchange.transcripts in access exclusive mode");
        return transcripts;
    }

    /// <summary>Waits until the exchange has one to keep.</summary>
    public async Task AreWaitedForAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await AskAsync("select count(*) from pg_locks where not granted and relation = 'exchange.transcripts'::regclass") is not > 0L)
            await pause.WaitForNextTickAsync(patience.Token);
    }

    /// <summary>Lets the exchange keep them.</summary>
    public Task ReleaseAsync() => held.CommitAsync();

    public async ValueTask DisposeAsync()
    {
        await held.DisposeAsync();
        await keeper.DisposeAsync();
    }

    private async Task<object?> AskAsync(string statement)
    {
        await using var command = new NpgsqlCommand(statement, keeper);
        return await command.ExecuteScalarAsync();
    }
}
