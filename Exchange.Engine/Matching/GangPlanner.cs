using Exchange.Engine.Books;
using Exchange.Engine.Commands;
using Exchange.Engine.Markets;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Matching;

/// <summary>Plans bids that fill whole inside one group — a node, fabric, datacenter, provider, region, or anywhere — or not at all.</summary>
/// <remarks>
/// All parts start together. The earliest start at which some group completes is taken; among the groups that complete then, the one
/// with the cheapest total, and of equal ones the one whose first ask is the earliest. Within a group asks are taken in price–time order.
/// </remarks>
public sealed class GangPlanner
{
    /// <summary>The most distinct starts that are tried for one bid.</summary>
    public const int MaxStarts = 64;

    /// <summary>The most resting rectangles that are looked at for one start.</summary>
    public const int MaxCandidates = 65_536;

    private readonly ExchangeState state;
    private readonly BidPlanner asks;
    private readonly PlannedMargin margin;
    private readonly SortedSet<int> starts = [];
    private readonly List<Group> groups = [];
    private readonly Dictionary<(int, Text64), int> groupOf = [];
    private readonly List<(int Group, PlanStep Step)> parts = [];
    private Replacing replacing;
    private (int, Text64)? beside;

    /// <summary>A planner over a state.</summary>
    public GangPlanner(ExchangeState state, BidPlanner asks) => (this.state, this.asks, margin) = (state, asks, new PlannedMargin(state));

    /// <summary>Plans the bid: a plan without steps where no group can fill it whole.</summary>
    public void Plan(in BidIntent bid, MatchPlan plan) => Plan(bid, default, plan);

    /// <summary>Plans a bid with which the exchange buys in.</summary>
    /// <param name="bid">The bid.</param>
    /// <param name="failed">What may not replace the lease, and what it must lie beside.</param>
    /// <param name="plan">Receives the plan; what was in it is forgotten.</param>
    public void Plan(in BidIntent bid, in Replacing failed, MatchPlan plan)
    {
        plan.Clear();
        replacing = failed;
        beside = failed.Beside.Value == 0 ? null : KeyOf(bid.Placement, state.Fleet[failed.Failed].Provider, failed.Failed, state.Specs[failed.Beside]);
        StartBounds bounds = StartBounds.Of(bid.Delivery, state.Now, state.Settings);
        starts.Clear();
        if (bounds.Earliest > bounds.Latest) return;
        starts.Add(bounds.Earliest.Value);
        for (int tried = 0; tried < MaxStarts && starts.Count > 0; tried++)
        {
            int start = starts.Min;
            starts.Remove(start);
            int best = Search(bid, bounds, new Minute(start), collectStarts: tried == 0);
            if (best < 0) continue;
            foreach ((int group, PlanStep step) in parts)
            {
                if (group == best) plan.Add(step);
            }

            return;
        }
    }

    private int Search(in BidIntent bid, StartBounds bounds, Minute start, bool collectStarts)
    {
        groups.Clear();
        groupOf.Clear();
        parts.Clear();
        margin.Begin();
        int best = -1;
        bool onePrice = state.Specs[bid.Requirement].Skus.Count == 1;
        BookWalk walk = asks.Begin(bid, bounds);
        for (int seen = 0; seen < MaxCandidates; seen++)
        {
            int entry = walk.Next();
            if (entry < 0) break;
            ref readonly Rectangle rectangle = ref state.Orders.Rectangle(entry);
            ref readonly Order ask = ref state.Orders[rectangle.Order];
            if (collectStarts && rectangle.Window.From > start && rectangle.Window.From <= bounds.Latest && starts.Count < MaxStarts)
                starts.Add(rectangle.Window.From.Value);
            if (onePrice && best >= 0 && !CouldBeat(best, ask.Limit, bid.Open)) break;
            if (!Serves(bid, bounds, rectangle, ask, start)) continue;
            int group = GroupFor(bid, ask);
            if (group >= 0 && Join(group, bid, bounds.From(start), rectangle, ask) && IsBetter(group, best)) best = group;
        }

        return best;
    }

    private bool Serves(in BidIntent bid, StartBounds bounds, in Rectangle rectangle, in Order ask, Minute start)
    {
        ref readonly Spec spec = ref state.Specs[ask.Spec];
        AccountId seller = state.Accounts[ask.Account].Owner, buyer = state.Accounts[bid.Account].Owner;
        return rectangle.Window.Contains(bounds.From(start))
            && bounds.Duration >= spec.MinDuration
            && seller != buyer
            && !replacing.PassesOver(ask, seller, buyer)
            && Eligibility.Check(state, ask.Account, ask.Node, spec, bid.Account, state.Specs[bid.Requirement], start) == Mismatch.None;
    }

    private bool Join(int index, in BidIntent bid, Window window, in Rectangle rectangle, in Order ask)
    {
        Group group = groups[index];
        Gpus need = bid.Open - group.Gpus;
        ref readonly Spec spec = ref state.Specs[ask.Spec];
        Gpus taken = Carving.Takeable(spec, rectangle.Gpus, need);
        if (taken.Count == 0 || (taken < bid.MinFill && taken != need)) return false;
        if (group.Parts >= state.Settings[Setting.MaxFillsPerCommand]) return false;
        var piece = new Piece(rectangle.Ordinal, rectangle.Gpus, rectangle.Window);
        var kept = Carving.Keep(spec, ask.Flags, piece, taken, window, state.Now);
        var step = new PlanStep(StepKind.Fill, ask.Id, rectangle.Ordinal, ask.Limit, taken, window, kept);
        if (!margin.TryCarry(rectangle.Order, piece, step, index)) return false;
        parts.Add((index, step));
        groups[index] = group with
        {
            Gpus = group.Gpus + taken,
            Cost = group.Cost + ((Int128)ask.Limit.Micros * taken.Count),
            Parts = group.Parts + 1,
            First = group.Parts == 0 ? ask.Priority : group.First,
        };
        return taken == need;
    }

    /// <summary>The group to which an ask belongs under the bid's placement, or -1 where it belongs to none.</summary>
    private int GroupFor(in BidIntent bid, in Order ask)
    {
        ref readonly Spec spec = ref state.Specs[ask.Spec];
        if (bid.Placement == Placement.SameNode && state.Fleet[ask.Node].Nodes > 1)
        {
            bool wholeNodes = spec.ChunkStep.Count > 0 && spec.ChunkStep.Count % spec.GpusPerNode.Count == 0;
            return wholeNodes && beside is null && bid.Open == spec.GpusPerNode ? NewGroup() : -1;
        }

        if (KeyOf(bid.Placement, ask.Account, ask.Node, spec) is not { } key || (beside is { } others && key != others)) return -1;
        if (!groupOf.TryGetValue(key, out int index)) groupOf.Add(key, index = NewGroup());
        return index;
    }

    /// <summary>What tells groups apart under a placement; null for what belongs to none.</summary>
    private static (int Number, Text64 Name)? KeyOf(Placement placement, AccountId provider, NodeId node, in Spec spec)
    {
        (int Number, Text64 Name) key = placement switch
        {
            Placement.Any => default,
            Placement.SameNode => (node.Value, default),
            Placement.SameProvider => (provider.Value, default),
            Placement.SameFabric => (0, spec.FabricId),
            Placement.SameDatacenter => (0, spec.Place),
            Placement.SameRegion => (0, RegionOf(spec.Place)),
        };
        bool isNamed = placement is Placement.SameFabric or Placement.SameDatacenter or Placement.SameRegion;
        return isNamed && key.Name.IsEmpty ? null : key;
    }

    /// <summary>The first two segments of a place; empty where there are not two.</summary>
    private static Text64 RegionOf(in Text64 place)
    {
        ReadOnlySpan<byte> path = place.Bytes;
        int first = path.IndexOf((byte)'/');
        if (first < 0) return default;
        int second = path[(first + 1)..].IndexOf((byte)'/');
        Text64 region = default;
        path[..(second < 0 ? path.Length : first + 1 + second)].CopyTo(region);
        return region;
    }

    private int NewGroup()
    {
        groups.Add(default);
        return groups.Count - 1;
    }

    private bool IsBetter(int candidate, int best) =>
        best < 0
        || groups[candidate].Cost < groups[best].Cost
        || (groups[candidate].Cost == groups[best].Cost && groups[candidate].First < groups[best].First);

    /// <summary>Whether some group that is not complete could still cost no more than the best, given that prices only rise from here.</summary>
    private bool CouldBeat(int best, Price from, Gpus open)
    {
        if ((Int128)from.Micros * open.Count <= groups[best].Cost) return true;
        foreach (Group group in groups)
        {
            if (group.Gpus < open && group.Cost + ((Int128)from.Micros * (open - group.Gpus).Count) <= groups[best].Cost) return true;
        }

        return false;
    }

    private readonly record struct Group(Gpus Gpus, Int128 Cost, int Parts, long First);
}
