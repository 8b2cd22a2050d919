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

    private static ReadOnlyMemory<byte> One => Seeded.Word("one");

    private static ReadOnlyMemory<byte> Two => Seeded.Word("two");

    private static ReadOnlyMemory<byte> Three => Seeded.Word("three");

    private static async Task<Transcripts> OpenAsync(NpgsqlDataSource database, long maxBytes)
    {
        var transcripts = new Transcripts(database, maxBytes);
        await transcripts.PrepareAsync(default);
        return transcripts;
    }
}
