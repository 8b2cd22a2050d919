using Exchange.Engine.Store;
using Xunit;

namespace Exchange.Tests.Durability;

/// <summary>Snapshots come back whole, newest first, or not at all.</summary>
public sealed class SnapshotTableTests(StoreDatabases databases) : StoreTest(databases)
{
    private const int Version = 4;

    [Fact]
    public async Task They_come_back_newest_first_with_their_content()
    {
        await AppendAsync(100);
        await SaveAsync(10, Version, 0);
        await SaveAsync(20, Version, 3_500_000);
        List<StoredSnapshot> found = await ReadAsync();

        Assert.Equal([20, 10], found.Select(snapshot => snapshot.Header.Position));
        using var content = new MemoryStream();
        found[0].OpenContent().CopyTo(content);
        Assert.Equal(Content(20, 3_500_000), content.ToArray());
        Assert.Equal([1, 2, 20], found[0].Header.StateHash);
        Assert.Equal(0, found[1].OpenContent().ReadByte() + 1);
    }

    [Fact]
    public async Task Damaged_ones_are_left_out()
    {
        await AppendAsync(100);
        foreach (int position in (int[])[10, 20, 30]) await SaveAsync(position, Version, 2_000_000);
        await ExecuteAsync("update exchange.snapshot_chunks set content = set_byte(content, 7, (get_byte(content, 7) + 1) % 256) where position = 30 and number = 1");
        await ExecuteAsync("delete from exchange.snapshot_chunks where position = 20 and number = 1");
        Assert.Equal([10], (await ReadAsync()).Select(snapshot => snapshot.Header.Position));
    }

    [Fact]
    public async Task Those_of_another_version_or_ahead_of_the_history_are_left_out()
    {
        await AppendAsync(25);
        await SaveAsync(10, Version, 10);
        await SaveAsync(20, Version + 1, 10);
        await SaveAsync(30, Version, 10);
        Assert.Equal([10], (await ReadAsync()).Select(snapshot => snapshot.Header.Position));
    }

    [Fact]
    public async Task Only_the_newest_are_kept_and_one_saved_again_replaces_itself()
    {
        await AppendAsync(100);
        foreach (int position in (int[])[10, 20, 30, 40, 40]) await SaveAsync(position, Version, 10);
        Assert.Equal([40, 30, 20], (await ReadAsync()).Select(snapshot => snapshot.Header.Position));
        Assert.Equal(3, await AskAsync<long>("select count(*) from exchange.snapshot_chunks"));
    }

    private static byte[] Content(int position, int bytes)
    {
        var content = new byte[bytes];
        new Random(position).NextBytes(content);
        return content;
    }

    private Task SaveAsync(int position, int version, int bytes) =>
        Store.SaveSnapshotAsync(new SnapshotHeader(position, version, [1, 2, (byte)position]), new MemoryStream(Content(position, bytes)));

    private async Task<List<StoredSnapshot>> ReadAsync()
    {
        var found = new List<StoredSnapshot>();
        await foreach (StoredSnapshot snapshot in Store.ReadSnapshotsNewestFirstAsync(Version)) found.Add(snapshot);
        return found;
    }
}
