using Exchange.Api.Proofs;
using Exchange.Tests.Durability;
using Exchange.Tests.Verification;
using NodaTime;
using Npgsql;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>How long transcripts are kept, and what happens when there is no more room for them.</summary>
public sealed class TranscriptsAreKept(StoreDatabases databases) : StoreTest(databases)
{
    private static readonly Instant Now = Instant.FromUtc(2030, 1, 1, 0, 0);
    private static readonly Instant Soon = Now + Duration.FromHours(1);
    private static readonly Instant Late = Now + Duration.FromDays(20);

    [Fact]
    public async Task Each_is_kept_once_for_the_longest_time_asked()
    {
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(Database);
        Transcripts transcripts = await OpenAsync(database, maxBytes: 100);
        Assert.True(await transcripts.KeepAsync(One, Late, default));
        Assert.True(await transcripts.KeepAsync(One, Soon, default));

        Assert.Equal(32, transcripts.HeldBytes);
        Assert.Equal(0, await transcripts.PruneAsync(Late, default));
        Assert.Equal(1, await transcripts.PruneAsync(Late + Duration.FromSeconds(1), default));
        Assert.Equal(0, transcripts.HeldBytes);
    }

    [Fact]
    public async Task When_it_is_full_what_need_not_be_kept_is_not_and_what_must_be_takes_the_room_of_what_goes_soonest()
    {
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(Database);
        Transcripts transcripts = await OpenAsync(database, maxBytes: 64);
        Assert.True(await transcripts.KeepAsync(One, until: null, default));
        Assert.True(await transcripts.KeepAsync(Two, Soon, default));

        Assert.False(await transcripts.KeepAsync(Three, Late, default));
        Assert.NotNull(await transcripts.FindAsync(Transcripts.HashOf(Two), default));
        Assert.True(await transcripts.KeepAsync(Three, until: null, default));
        Assert.Null(await transcripts.FindAsync(Transcripts.HashOf(Two), default));
        Assert.False(await transcripts.KeepAsync(Two, until: null, default));
        Assert.Equal(64, transcripts.HeldBytes);
        Assert.Equal(64, (await OpenAsync(database, maxBytes: 1)).HeldBytes);
    }

    [Fact]
    public async Task What_is_kept_already_needs_no_room()
    {
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(Database);
        Transcripts transcripts = await OpenAsync(database, maxBytes: 64);
        await transcripts.KeepAsync(One, Soon, default);
        await transcripts.KeepAsync(Two, Soon, default);

        Assert.True(await transcripts.KeepAsync(One, Late, default));
        Assert.True(await transcripts.KeepAsync(Two, until: null, default));

        Assert.Equal(64, transcripts.HeldBytes);
        Assert.Equal(0, await transcripts.PruneAsync(Late, default));
        Assert.Equal(1, await transcripts.PruneAsync(Late + Duration.FromDays(1), default));
    }

    [Theory]
    [InlineData(32, 1)]
    [InlineData(33, 2)]
    [InlineData(64, 2)]
    [InlineData(257 * 32, 257)]
    public async Task No_more_is_dropped_than_must_be(int bytes, int dropped)
    {
        const int kept = 300;
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(Database);
        Transcripts transcripts = await OpenAsync(database, maxBytes: kept * 32);
        for (int number = 0; number < kept; number++)
            Assert.True(await transcripts.KeepAsync(Seeded.Word($"kept {number}"), Soon + Duration.FromSeconds(number), default));

        Assert.True(await transcripts.KeepAsync(new byte[bytes], until: null, default));

        Assert.Equal(((kept - dropped) * 32) + bytes, transcripts.HeldBytes);
        Assert.Null(await transcripts.FindAsync(Transcripts.HashOf(Seeded.Word($"kept {dropped - 1}")), default));
        Assert.NotNull(await transcripts.FindAsync(Transcripts.HashOf(Seeded.Word($"kept {dropped}")), default));
        Assert.Equal(transcripts.HeldBytes, (await OpenAsync(database, maxBytes: 1)).HeldBytes);
    }

    [Fact]
    public async Task All_find_room_that_there_is_though_they_look_for_it_at_once()
    {
        const int kept = 64;
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(Database);
        Transcripts transcripts = await OpenAsync(database, maxBytes: kept * 32);
        for (int number = 0; number < kept; number++) await transcripts.KeepAsync(Seeded.Word($"kept {number}"), Soon, default);

        bool[] found = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => transcripts.KeepAsync(Seeded.Word($"wrong {number}"), until: null, default)));

        Assert.DoesNotContain(false, found);
    }

    [Fact]
    public async Task Nothing_is_dropped_in_vain()
    {
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(Database);
        Transcripts transcripts = await OpenAsync(database, maxBytes: 64);
        await transcripts.KeepAsync(One, until: null, default);
        await transcripts.KeepAsync(Two, Soon, default);

        Assert.False(await transcripts.KeepAsync(new byte[33], until: null, default));

        Assert.Equal(64, transcripts.HeldBytes);
        Assert.NotNull(await transcripts.FindAsync(Transcripts.HashOf(Two), default));
    }

    [Fact]
    public async Task One_provider_fills_its_own_room_with_failures_and_nobody_elses()
    {
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(Database);
        var transcripts = new Transcripts(database, maxBytes: 1_000, maxFailedBytesPerProvider: 64);
        await transcripts.PrepareAsync(default);

        Assert.True(await transcripts.KeepFailedAsync(new(1), One, default));
        Assert.True(await transcripts.KeepFailedAsync(new(1), Two, default));
        Assert.False(await transcripts.KeepFailedAsync(new(1), Three, default));
        Assert.True(await transcripts.KeepFailedAsync(new(2), Three, default));
        Assert.True(await transcripts.KeepAsync(Seeded.Word("four"), Late, default));
        Assert.Equal(0, await transcripts.PruneAsync(Soon, default));
    }

    private static ReadOnlyMemory<byte> One => Seeded.Word("one");

    private static ReadOnlyMemory<byte> Two => Seeded.Word("two");

    private static ReadOnlyMemory<byte> Three => Seeded.Word("three");

    private static async Task<Transcripts> OpenAsync(NpgsqlDataSource database, long maxBytes)
    {
        var transcripts = new Transcripts(database, maxBytes, maxBytes);
        await transcripts.PrepareAsync(default);
        return transcripts;
    }
}
