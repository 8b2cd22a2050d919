using Exchange.Engine.Events;
using Exchange.Engine.Proofs;
using Exchange.Engine.Values;
using Exchange.Projections.Hosting;
using Exchange.Projections.Reputation;
using Exchange.Tests.Durability;
using Xunit;

namespace Exchange.Tests.Projections.Reputation;

/// <summary>Which device a failure is held against, by a view that read its own tables back.</summary>
[Collection(nameof(ViewTables))]
public sealed class DevicesAfterARestart(StoreDatabases databases)
{
    private readonly Story _story = new();

    [Fact]
    public async Task What_a_unit_fails_by_is_held_against_the_device_that_is_in_it_and_no_longer_against_the_one_before()
    {
        _story.Open();
        foreach (string device in new[] { "z", "a", "m" }) _story.Tell(new UnitRegistered(new(1), Story.Alice, 0, Text64.From(device)));
        int told = _story.Turns.Count;
        _story.Tell(new ProofJudged(new(1), new(1), Story.Alice, 0, ChallengeKind.MatrixFull, Verdict.Wrong, default, default, default));
        var events = new ToldEvents(_story.Turns);
        await using ViewTables restarted = await ViewTables.CreateAsync(databases), atOnce = await ViewTables.CreateAsync(databases);
        await FollowAsync(restarted, events.Until(told));
        await FollowAsync(restarted, events.Until(_story.Turns.Count));
        await FollowAsync(atOnce, events);

        IReadOnlyList<string> devices = [.. (await restarted.RowsAsync(new ReputationView())).Where(row => row.StartsWith(DeviceRow.Table.Name, StringComparison.Ordinal))];
        Assert.Equal(["a,1,1,0,f,0", "m,1,1,0,t,3", "z,1,1,0,f,0"], devices.Select(row => string.Join(',', row[(row.IndexOf('(', StringComparison.Ordinal) + 1)..].Split(',')[..6])));
        Assert.Equal(await atOnce.RowsAsync(new ReputationView()), await restarted.RowsAsync(new ReputationView()));
    }

    [Fact]
    public async Task A_lease_remembers_its_devices_and_who_has_them_now()
    {
        var heir = new AccountId(3);
        _story.Open().Tell(new AccountOpened(heir, heir, Text64.From("heir")));
        for (int unit = 0; unit < 3; unit++) _story.Tell(new UnitRegistered(new(1), Story.Alice, unit, Text64.From($"gpu-{unit}")));
        _story.Tell(new LeaseOpened(
            new(1), Story.Bob, Story.Alice, default, default, new(1), new(1), default, new(8), Story.Hours(0, 10), Price.FromMicros(2_000_000), default, default));
        for (int unit = 0; unit < 2; unit++) _story.Tell(new UnitRegistered(new(2), heir, unit, Text64.From($"gpu-{unit}")));
        int told = _story.Turns.Count;
        _story.Tell(new HourSettled(new(1), 0, 0, 0, 60, default, default, default, default));
        var events = new ToldEvents(_story.Turns);
        await using ViewTables restarted = await ViewTables.CreateAsync(databases), atOnce = await ViewTables.CreateAsync(databases);
        await FollowAsync(restarted, events.Until(told));
        await FollowAsync(restarted, events.Until(_story.Turns.Count));
        await FollowAsync(atOnce, events);

        Assert.Equal(await atOnce.RowsAsync(new ReputationView()), await restarted.RowsAsync(new ReputationView()));
        ReputationView view = _story.In(new ReputationView());
        Assert.Equal(view.Row(Story.Alice).Bad * 2 / 3, view.Row(heir).Bad, 6);
    }

    private static async Task FollowAsync(ViewTables tables, ToldEvents events)
    {
        await using ProjectionHost host = tables.Host(events, pageEvents: 100, new ReputationView());
        await ViewTables.ReachAsync(host, events.LastPosition);
    }
}
