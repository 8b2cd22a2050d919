using System.Text.Json;
using Exchange.Engine.Commands;
using Exchange.Engine.Matching;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Api.Orders;

/// <summary>Counts why resting asks do not serve a bid: for each ask one reason, the first that holds in the order of the attributes.</summary>
/// <remarks>Reads the state and changes nothing. At most <see cref="MaxAsks"/> asks are looked at.</remarks>
public static class Explanation
{
    /// <summary>The most asks looked at.</summary>
    public const int MaxAsks = 20_000;

    /// <summary>The reasons with their counts, the most frequent first; and how many asks would serve.</summary>
    public static (int Serving, IReadOnlyList<ReasonCount> Reasons) Of(ExchangeState state, in BidIntent bid)
    {
        var counts = new Dictionary<Mismatch, int>();
        StartBounds bounds = StartBounds.Of(bid.Delivery, state.Now, state.Settings);
        int seen = 0;
        for (int slot = 0; slot < state.Orders.Slots && seen < MaxAsks; slot++)
        {
            ref readonly Order order = ref state.Orders[slot];
            if (order.Id.IsNone || order.Side != Side.Ask || !order.Resting) continue;
            seen++;
            Mismatch first = First(Check(state, slot, bid, bounds));
            counts[first] = counts.GetValueOrDefault(first) + 1;
        }

        int serving = counts.GetValueOrDefault(Mismatch.None);
        counts.Remove(Mismatch.None);
        ReasonCount[] reasons =
        [
            .. counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key)
                .Select(pair => new ReasonCount(JsonNamingPolicy.SnakeCaseLower.ConvertName(pair.Key.ToString()), pair.Value)),
        ];
        return (serving, reasons);
    }

    /// <summary>All the reasons for which an ask does not serve a bid; of its rectangles the one with the fewest counts.</summary>
    public static Mismatch Check(ExchangeState state, int ask, in BidIntent bid, StartBounds bounds)
    {
        ref readonly Order order = ref state.Orders[ask];
        ref readonly Spec spec = ref state.Specs[order.Spec];
        ref readonly Requirement requirement = ref state.Specs[bid.Requirement];
        Mismatch found = Compatibility.Compare(spec, state.Specs[spec.Sku], requirement);
        found |= Eligibility.Check(state, order.Account, order.Node, spec, bid.Account, requirement, bounds.Earliest);
        if (bounds.Duration < spec.MinDuration) found |= Mismatch.MinimumDuration;
        if (state.Accounts[order.Account].Owner == state.Accounts[bid.Account].Owner) found |= Mismatch.SelfTrade;
        int factor = Compatibility.FactorOf(requirement, spec.Sku);
        if (factor > 0 && state.Book.TicksOf(order.Limit) > state.Book.EffectiveTicks(bid.Limit, new BasisPoints(factor))) found |= Mismatch.Price;
        return found | Shape(state, ask, spec, bid, bounds);
    }

    private static Mismatch Shape(ExchangeState state, int ask, in Spec spec, in BidIntent bid, StartBounds bounds)
    {
        Mismatch best = Mismatch.Start | Mismatch.Chunk | Mismatch.Duration;
        for (int entry = state.Orders.FirstRectangle(ask); entry >= 0; entry = state.Orders.NextRectangle(entry))
        {
            ref readonly Rectangle rectangle = ref state.Orders.Rectangle(entry);
            Mismatch found = Mismatch.None;
            if (Minute.Max(rectangle.Window.From, bounds.Earliest) > bounds.Latest) found |= Mismatch.Start;
            else if (!bounds.TryFit(rectangle.Window, out _)) found |= Mismatch.Duration;
            Gpus taken = Carving.Takeable(spec, rectangle.Gpus, bid.Open);
            if (taken.Count == 0) found |= Mismatch.Chunk;
            else if (taken < bid.MinFill && taken != bid.Open) found |= Mismatch.MinimumFill;
            if (System.Numerics.BitOperations.PopCount((ulong)found) < System.Numerics.BitOperations.PopCount((ulong)best)) best = found;
        }

        return best;
    }

    private static Mismatch First(Mismatch all) => (Mismatch)((long)all & -(long)all);
}

/// <summary>How many asks do not serve for one reason.</summary>
/// <param name="Reason">The attribute that fails.</param>
/// <param name="Asks">How many.</param>
public sealed record ReasonCount(string Reason, int Asks);
