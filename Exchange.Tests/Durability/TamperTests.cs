using Exchange.Engine.Events;
using Exchange.Engine.Store;
using Xunit;

namespace Exchange.Tests.Durability;

/// <summary>Whoever changes the past is found out, and told where.</summary>
public sealed class TamperTests(StoreDatabases databases) : StoreTest(databases)
{
    private readonly string keyFile = Path.Combine(Path.GetTempPath(), $"exchange-checkpoint-{Guid.NewGuid():N}.pem");

    public override Task DisposeAsync()
    {
        File.Delete(keyFile);
        return base.DisposeAsync();
    }

    [Fact]
    public async Task An_untouched_history_fits()
    {
        await AppendAsync(100, 1, 3_000);
        await AppendAsync(7);
        HistoryFindings found = await Store.VerifyAsync();
        Assert.Equal(new HistoryFindings(4, 3_108, 0, 0, null, null), found);
    }

    [Theory]
    [InlineData("data = jsonb_set(data, '{Price}', '1')")]
    [InlineData("data = data || '{\"Colour\": 1}'")]
    [InlineData("data = data - 'Gpus'")]
    [InlineData("data = '[]'")]
    [InlineData("version = version + 1000000")]
    [InlineData("stream_id = 'market-other'")]
    [InlineData("timestamp = timestamp + interval '1 microsecond'")]
    [InlineData("id = '00000000-0000-0000-0000-000000000000'")]
    [InlineData("type = 'order_rested'")]
    [InlineData("type = 'order_invented'")]
    [InlineData("mt_dotnet_type = 'Other'")]
    public async Task One_changed_value_is_named_by_its_position(string change)
    {
        await AppendAsync(100, 500, 100);
        // Position 333 holds an OrderFilled.
        Assert.Equal(1, await ExecuteAsync($"update events.mt_events set {change} where seq_id = 333"));
        HistoryFindings found = await Store.VerifyAsync();
        Assert.Equal((1, 333L), (found.Turns, found.Misfit));
    }

    [Theory]
    [InlineData("delete from events.mt_events where seq_id = 444", 444)]
    [InlineData("delete from events.mt_events where seq_id > 690", 691)]
    [InlineData("delete from exchange.turns where last_position = 600", 101)]
    [InlineData("delete from exchange.turns where last_position = 700", 601)]
    [InlineData("update exchange.turns set chain = sha256(chain) where last_position = 600", 101)]
    [InlineData("update exchange.turns set epoch = epoch + 1 where last_position = 600", 101)]
    [InlineData("update exchange.turns set checksums = substr(checksums, 5) where last_position = 600", 101)]
    [InlineData("update exchange.writer set chain = sha256(chain)", 700)]
    [InlineData("insert into events.mt_events (seq_id, id, stream_id, version, data, type, timestamp) select 701, id, stream_id, 999, data, type, timestamp from events.mt_events where seq_id = 1", 701)]
    public async Task What_is_missing_added_or_forged_is_named(string change, long misfit)
    {
        await AppendAsync(100, 500, 100);
        await ExecuteAsync(change);
        Assert.Equal(misfit, (await Store.VerifyAsync()).Misfit);
    }

    [Fact]
    public async Task A_hole_is_not_stepped_over()
    {
        await AppendAsync(100);
        await ExecuteAsync("delete from events.mt_events where seq_id = 50");
        long last = 0;
        var hole = await Assert.ThrowsAsync<HoleInHistoryException>(() => Store.ReadAsync(1, 100, (in RecordedEvent occurred) => last = occurred.Position));
        Assert.Equal((50L, 49L), (hole.Position, last));
    }

    [Fact]
    public async Task What_was_never_appended_is_a_hole_too()
    {
        await AppendAsync(100);
        var hole = await Assert.ThrowsAsync<HoleInHistoryException>(() => Store.ReadAsync(90, 101, (in RecordedEvent _) => { }));
        Assert.Equal(101, hole.Position);
    }

    [Fact]
    public async Task No_writer_takes_over_a_history_that_goes_on_behind_its_back()
    {
        await AppendAsync(10);
        await ExecuteAsync("update exchange.writer set position = 9");
        Assert.Equal(10, (await Assert.ThrowsAsync<BrokenHistoryException>(() => Store.TakeOverAsync())).Position);
        await ExecuteAsync("update exchange.writer set position = 11");
        Assert.Equal(11, (await Assert.ThrowsAsync<HoleInHistoryException>(() => Store.TakeOverAsync())).Position);
    }

    [Fact]
    public async Task Checkpoints_are_signed_and_a_history_cut_behind_one_is_found_out()
    {
        await AppendSignedAsync(turns: 7);
        using var key = CheckpointKey.Open(keyFile);
        Assert.Equal(new HistoryFindings(7, 70, 3, 70, null, null), await Store.VerifyAsync(key));

        // A cut that is consistent in itself: the last turn never was.
        await ExecuteAsync("""
            delete from events.mt_events where seq_id > 60;
            delete from exchange.turns where last_position > 60;
            update exchange.writer set position = 60, chain = (select chain from exchange.turns where last_position = 60);
            """);
        Assert.Equal(61, (await Store.VerifyAsync(key)).Misfit);
    }

    [Fact]
    public async Task A_signature_of_another_key_vouches_for_nothing()
    {
        await AppendSignedAsync(turns: 4);
        File.Delete(keyFile);
        using var other = CheckpointKey.Open(keyFile);
        Assert.Equal(1, (await Store.VerifyAsync(other)).Misfit);
        Assert.Equal(4, (await Store.VerifyAsync()).Turns);
    }

    [Fact]
    public void The_key_is_made_once_and_is_its_owners_alone()
    {
        using var made = CheckpointKey.Open(keyFile);
        using var opened = CheckpointKey.Open(keyFile);
        Assert.Equal(made.PublicKeyPem, opened.PublicKeyPem);
        Assert.True(made.Id.Span.SequenceEqual(CheckpointKey.FromPem(made.PublicKeyPem).Id.Span));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(keyFile));
    }

    /// <summary>Turns of ten events, the first and then every third of them signed.</summary>
    private async Task AppendSignedAsync(int turns)
    {
        await using EventStore signing = await EventStore.OpenAsync(Database, new EventStoreSettings { CheckpointKeyFile = keyFile, CheckpointEveryTurns = 3 });
        await using EventWriter writer = await signing.TakeOverAsync();
        for (int turn = 0; turn < turns; turn++) Assert.True((await writer.AppendAsync(Turns.After(writer.Position, 10))).IsCommitted);
        Assert.True((await signing.VerifyAsync()).Checkpoints > 0);
    }
}
