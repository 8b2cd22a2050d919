using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.Proofs;
using Exchange.Engine.Providers;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Xunit;
using Xunit.Abstractions;

namespace Exchange.Tests.Properties;

/// <summary>
/// Providers under random histories: bonds that are short, devices that move, proofs that fail, slashes that are appealed. After every
/// command money adds up, no bond is promised twice, no device is in two places, and only nodes that may be offered have asks.
/// </summary>
public sealed class ProviderHistories(ITestOutputHelper output)
{
    private const int Commands = 1_200;

    public static TheoryData<int> Seeds => [1, 2, 3, 4, Random.Shared.Next()];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Bonds_devices_and_offers_hold_together_whatever_happens(int seed)
    {
        output.WriteLine(FormattableString.Invariant($"seed {seed}"));
        var history = new ProviderHistory(seed);
        for (int i = 0; i < Commands; i++)
        {
            history.Act();
            Balance.Check(history.State);
            NoBondIsPromisedTwice(history.State);
            NoDeviceIsInTwoPlaces(history.State);
            OnlyWhoMayBeOfferedHasAsks(history.State);
            OpenChallengesAreCounted(history.State);
        }

        Assert.Equal(history.State.Hash(), history.Kept.Replayed().Hash());
        NoBannedDeviceCameBack(history);
    }

    /// <summary>A single history may by chance never come so far; these do.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Nodes_become_active_and_bonds_are_slashed(int seed)
    {
        var history = new ProviderHistory(seed);
        for (int i = 0; i < Commands; i++) history.Act();
        Assert.Contains(history.Kept.All<NodeStatusChanged>(), changed => changed.Status == NodeStatus.Active);
        Assert.NotEmpty(history.Kept.All<SlashExecuted>());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_snapshot_goes_on_as_the_state_it_was_taken_of(int seed)
    {
        output.WriteLine(FormattableString.Invariant($"seed {seed}"));
        var history = new ProviderHistory(seed);
        for (int round = 0; round < 6; round++)
        {
            for (int i = 0; i < 100; i++) history.Act();
            history.MustGoOnFromASnapshot();
        }
    }

    /// <summary>What open slashes reserve is there, and no one else is promised it.</summary>
    internal static void NoBondIsPromisedTwice(ExchangeState state)
    {
        for (int account = 1; account < state.Accounts.Count; account++)
        {
            var provider = new AccountId(account);
            Money promised = state.Slashes.All.Where(slash => slash.Terms.Provider == provider).Aggregate(Money.Zero, (sum, slash) => sum + slash.Terms.Amount);
            Assert.Equal(promised, state.Parties.Of(provider).Threatened);
            Assert.True(promised <= state.Accounts.Balance(provider, AccountKind.Bond), $"More is threatened than the bond of {account} holds.");
        }
    }

    private static void NoDeviceIsInTwoPlaces(ExchangeState state)
    {
        var seen = new HashSet<Text64>();
        foreach (NodeId node in Nodes(state).Where(node => state.Fleet[node].Status != NodeStatus.Retired))
        {
            for (int unit = 0; unit < state.Fleet[node].Units.Count; unit++)
            {
                int place = state.Units.Find(node, unit);
                if (place < 0) continue;
                Assert.True(seen.Add(state.Units[place].Device), $"{state.Units[place].Device} is in two places.");
                Assert.False(state.Devices.IsBanned(state.Units[place].Device) && state.Fleet[node].Status != NodeStatus.Quarantined);
            }
        }
    }

    private static void OnlyWhoMayBeOfferedHasAsks(ExchangeState state)
    {
        foreach (NodeId id in Nodes(state))
        {
            Node node = state.Fleet[id];
            Assert.True(node.Status == NodeStatus.Active || node.OpenAsks == 0, $"Node {id.Value} is {node.Status} and has asks.");
            if (node.Status != NodeStatus.Active) continue;
            Assert.True(IsCovered(state, id), $"Node {id.Value} is active without a bond.");
            long least = state.Settings[Setting.MinAskPerformanceBasisPoints];
            Assert.True(least == 0 || (node.Performance.Value >= least && node.PerformanceUntil > state.Now), $"Node {id.Value} is active without a proof.");
        }
    }

    /// <summary>The rule once more, in dollars and from nothing but its words: hours × $1 × tier, at least $50, nodes in the order of their registration.</summary>
    private static bool IsCovered(ExchangeState state, NodeId id)
    {
        AccountId provider = state.Fleet[id].Provider;
        decimal left = (state.Accounts.Balance(provider, AccountKind.Bond) - state.Parties.Of(provider).Unbonding).Sixtieths / (decimal)Money.SixtiethsPerDollar;
        decimal tier = state.Accounts[provider].Reputation.Value switch { >= 8_000 => 1.0m, >= 5_000 => 1.5m, _ => 2.0m };
        decimal unit = Math.Max(state.Settings[Setting.BondHours] * tier, 50);
        foreach (NodeId node in Nodes(state).Where(node => node.Value <= id.Value && state.Fleet[node].Provider == provider && state.Fleet[node].Status != NodeStatus.Retired))
            left -= unit * state.Fleet[node].Units.Count;
        return left >= 0;
    }

    private static void OpenChallengesAreCounted(ExchangeState state)
    {
        ILookup<NodeId, Challenge> open = state.Challenges.All.ToLookup(challenge => challenge.Terms.Node);
        foreach (NodeId node in Nodes(state))
        {
            Assert.Equal(open[node].Count(), state.Fleet[node].OpenChallenges);
            int parts = open[node].Count(challenge => challenge.Terms.Proof == ChallengeKind.TimeLock || challenge.Terms.Purpose == ChallengePurpose.Chained);
            Assert.Equal(state.Fleet[node].Chain.IsOpen ? 1 : 0, parts);
        }
    }

    private static void NoBannedDeviceCameBack(ProviderHistory history)
    {
        var banned = new HashSet<Text64>(history.Kept.All<DeviceBanned>().Select(ban => ban.Device));
        Assert.All(banned, device => Assert.Single(history.Kept.All<DeviceBanned>(), ban => ban.Device == device));
        foreach (Text64 device in banned)
        {
            int place = history.State.Devices.Find(device);
            Assert.True(history.State.Devices[place].IsBanned);
        }
    }

    private static IEnumerable<NodeId> Nodes(ExchangeState state) => Enumerable.Range(1, state.Fleet.Count).Select(number => new NodeId(number));
}
