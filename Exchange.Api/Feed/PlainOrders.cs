using Exchange.Api.Products;
using Exchange.Engine.Books;
using Exchange.Engine.Commands;
using Exchange.Engine.Matching;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Api.Feed;

/// <summary>Decides which orders are plain for a product, and so shown in its public book, and with how many GPUs.</summary>
/// <remarks>
/// A bid is plain if it asks for exactly the product's default requirement and delivery. An ask is plain for the GPUs that any default
/// bid could take now. So a plain taker always meets the head of the public queue. Reads the state and changes nothing.
/// </remarks>
public static class PlainOrders
{
    /// <summary>GPUs of an order that belong in the product's public book; zero where it is not plain.</summary>
    public static int SizeOf(ExchangeState state, int slot, Listing product) =>
        state.Orders[slot].Side == Side.Bid ? BidSize(state.Orders[slot], product) : AskSize(state, slot, product);

    /// <summary>Whether a bid asks for exactly the product's defaults.</summary>
    public static bool IsPlain(in Order bid, Listing product) =>
        bid.Requirement == product.RequirementId
        && !bid.Delivery.Scheduled
        && bid.Delivery.Duration == product.Duration
        && !bid.IsGang
        && bid.MinFill.Count <= 1;

    /// <summary>Whether any default bid could take of the ask, as far as time does not matter.</summary>
    public static bool IsPlain(ExchangeState state, in Order ask, Listing product)
    {
        ref readonly Spec spec = ref state.Specs[ask.Spec];
        if (spec.Sku != product.Sku || spec.MinChunk.Count > 1 || spec.ChunkStep.Count > 1 || spec.MinDuration > product.Duration) return false;
        if (spec.AllowBuyers.Count > 0 || spec.DenyBuyers.Count > 0) return false;
        return Compatibility.Compare(spec, state.Specs[spec.Sku], product.Requirement) == Mismatch.None;
    }

    /// <summary>The next minute of the clock at which the ask's plain size can change by time alone; never where there is none.</summary>
    public static Minute ChangesAt(ExchangeState state, int slot, Listing product)
    {
        int next = int.MaxValue;
        int now = state.Now.Value;
        for (int entry = state.Orders.FirstRectangle(slot); entry >= 0; entry = state.Orders.NextRectangle(entry))
        {
            Window window = state.Orders.Rectangle(entry).Window;
            Consider(window.From.Value - 1 - state.Settings.AtFillReachMinutes);
            Consider(window.Until.Value - product.Duration.Count);
        }

        Node node = state.Fleet[state.Orders[slot].Node];
        if (product.Requirement.MinPerformance.Value > 0) Consider(node.PerformanceUntil.Value);
        if (product.Requirement.MinTee > TeeLevel.None) Consider(node.AttestationUntil.Value - 1);
        return new Minute(next);

        void Consider(int minute)
        {
            if (minute > now && minute < next) next = minute;
        }
    }

    private static int BidSize(in Order bid, Listing product) => bid.Resting && IsPlain(bid, product) ? bid.Open.Count : 0;

    private static int AskSize(ExchangeState state, int slot, Listing product)
    {
        ref readonly Order ask = ref state.Orders[slot];
        if (!ask.Resting || !IsPlain(state, ask, product)) return 0;
        Minute next = Availability.NextStart(state.Now);
        Minute reach = next + new Minutes(state.Settings.AtFillReachMinutes);
        int size = 0;
        for (int entry = ask.FirstRectangle(state); entry >= 0; entry = state.Orders.NextRectangle(entry))
        {
            ref readonly Rectangle rectangle = ref state.Orders.Rectangle(entry);
            Minute start = Minute.Max(rectangle.Window.From, next);
            if (start > reach || start + product.Duration > rectangle.Window.Until) continue;
            Mismatch mismatch = Eligibility.Check(state, ask.Account, ask.Node, state.Specs[ask.Spec], default, product.Requirement, start);
            if (mismatch == Mismatch.None) size += rectangle.Gpus.Count;
        }

        return size;
    }

    private static int FirstRectangle(this in Order ask, ExchangeState state) => state.Orders.FirstRectangle(ask.Id.Slot);
}
