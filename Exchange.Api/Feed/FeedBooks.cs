using System.Runtime.InteropServices;
using Exchange.Api.Hosting;
using Exchange.Api.Products;
using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Api.Feed;

/// <summary>Turns committed events into the messages of the feed and keeps each product's public book.</summary>
/// <remarks>
/// Sees every event twice, before and after the state takes it in. Which messages there are, and so their numbers, follows from the events
/// alone: not from clocks, readers, or when the program was started. Owned by one thread at a time.
/// </remarks>
public sealed partial class FeedBooks
{
    private static readonly List<ProductFeed> None = [];
    private readonly FeedSettings settings;
    private readonly Dictionary<ProductId, ProductFeed> feeds = [];
    private readonly Dictionary<SkuId, List<ProductFeed>> bySku = [];
    private readonly Dictionary<RequirementId, List<ProductFeed>> byRequirement = [];
    private readonly PriorityQueue<OrderId, int> due = new();
    private readonly List<OrderId> arrived = [];
    private Glimpse first;
    private Glimpse second;

    /// <summary>Books without products.</summary>
    /// <param name="settings">Limits.</param>
    /// <param name="recent">Takes the orders that are done.</param>
    public FeedBooks(FeedSettings settings, RecentOrders recent)
    {
        this.settings = settings;
        Recent = recent;
    }

    /// <summary>Every product's feed.</summary>
    public IReadOnlyCollection<ProductFeed> All => feeds.Values;

    /// <summary>The orders that are done, as far as they are remembered.</summary>
    public RecentOrders Recent { get; }

    /// <summary>What single accounts are to be told of the turn in progress.</summary>
    public List<(AccountId Account, ProductFeed Feed, FeedMessage Message)> UserTurn { get; } = [];

    /// <summary>A product's feed, or null.</summary>
    public ProductFeed? Find(ProductId product) => feeds.GetValueOrDefault(product);

    /// <summary>Builds all books anew from a state, without a word to anybody.</summary>
    /// <param name="state">The state, between two turns.</param>
    /// <param name="kept">What <see cref="Keep"/> gave there; empty to count from 1.</param>
    public void Load(ExchangeState state, ReadOnlySpan<byte> kept)
    {
        ReadOnlySpan<long> sequences = MemoryMarshal.Cast<byte, long>(kept);
        foreach (Product product in state.Products) List(state, product, sequences.IsEmpty ? 0 : sequences[product.Id.Value]);
        foreach ((_, int slot) in Resting(state).Order())
        {
            ref readonly Order order = ref state.Orders[slot];
            foreach (ProductFeed feed in FeedsOf(state, order))
                if (PlainOrders.SizeOf(state, slot, feed.Product) is var size and > 0) feed.Book.Add(order.Id, order.Side, order.Limit, size, order.Priority);
            Schedule(state, order);
        }
    }

    /// <summary>How many products there are, then the last number of each, by their ids.</summary>
    public byte[] Keep()
    {
        var sequences = new long[feeds.Count + 1];
        sequences[0] = feeds.Count;
        foreach (ProductFeed feed in feeds.Values) sequences[feed.Product.Id.Value] = feed.Sequence;
        return MemoryMarshal.AsBytes(sequences).ToArray();
    }

    /// <summary>Looks at what an event is about to change.</summary>
    public void Before(ExchangeState state, in RecordedEvent occurred)
    {
        (first, second) = (default, default);
        switch (occurred.Kind)
        {
            case EventKind.BidPlaced or EventKind.AskPlaced: ShowArrived(state, occurred.AtUnixMicroseconds); break;
            case EventKind.OrderFilled:
                first = Glimpse.Of(state, occurred.As<OrderFilled>().Maker);
                second = Glimpse.Of(state, occurred.As<OrderFilled>().TakerOrder);
                break;
            case EventKind.SelfTradePrevented:
                first = Glimpse.Of(state, occurred.As<SelfTradePrevented>().Maker);
                second = Glimpse.Of(state, occurred.As<SelfTradePrevented>().Taker);
                break;
            case EventKind.OrderCancelled: first = Glimpse.Of(state, occurred.As<OrderCancelled>().Order); break;
            case EventKind.OrderReduced: first = Glimpse.Of(state, occurred.As<OrderReduced>().Order); break;
            case EventKind.OrderAmended:
                ShowArrived(state, occurred.AtUnixMicroseconds);
                first = Glimpse.Of(state, occurred.As<OrderAmended>().Order);
                break;
            case EventKind.RemnantWithdrawn: first = Glimpse.Of(state, occurred.As<RemnantWithdrawn>().Order); break;
            case EventKind.RectangleReturned:
                ShowArrived(state, occurred.AtUnixMicroseconds);
                first = Glimpse.Of(state, occurred.As<RectangleReturned>().Ask);
                break;
            default: break;
        }
    }

    /// <summary>Says what an event has changed.</summary>
    public void After(ExchangeState state, in RecordedEvent occurred)
    {
        long at = occurred.AtUnixMicroseconds;
        switch (occurred.Kind)
        {
            case EventKind.ProductListed: ListNew(state, state.FindProduct(occurred.As<ProductListed>().Product)!, at); break;
            case EventKind.BidPlaced: Receive(state, occurred.As<BidPlaced>().Order, at); break;
            case EventKind.AskPlaced: Receive(state, occurred.As<AskPlaced>().Order, at); break;
            case EventKind.OrderRested: Rest(state, occurred.As<OrderRested>().Order, at); break;
            case EventKind.OrderFilled: Fill(state, occurred.As<OrderFilled>(), at); break;
            case EventKind.OrderCancelled: Settle(state, first, new Change(at, FeedReason.Canceled, occurred.As<OrderCancelled>().Reason)); break;
            case EventKind.OrderReduced: Settle(state, first, new Change(at, FeedReason.Reduced, CancelReason.ByOwner)); break;
            case EventKind.OrderAmended: Settle(state, first, new Change(at, FeedReason.Amended, CancelReason.ByOwner)); break;
            case EventKind.RemnantWithdrawn: Settle(state, first, new Change(at, FeedReason.Availability, CancelReason.WindowOver)); break;
            case EventKind.RectangleReturned: Settle(state, first, new Change(at, FeedReason.Availability, CancelReason.WindowOver)); break;
            case EventKind.SelfTradePrevented:
                Settle(state, first, new Change(at, FeedReason.SelfTrade, CancelReason.SelfTrade));
                Settle(state, second, new Change(at, FeedReason.SelfTrade, CancelReason.SelfTrade));
                break;
            case EventKind.TimeAdvanced: CollectDue(state.Now); break;
            case EventKind.MoneyMoved: Recent.Update(state, occurred.As<MoneyMoved>().Order); break;
            case EventKind.PerformanceVerified: CollectNode(state, occurred.As<PerformanceVerified>().Node); break;
            case EventKind.AttestationVerified: CollectNode(state, occurred.As<AttestationVerified>().Node); break;
            case EventKind.ReputationPublished: CollectProvider(state, occurred.As<ReputationPublished>().Provider); break;
            case EventKind.SettingChanged: CollectAll(state); break;
            default: break; // The others say nothing about orders.
        }
    }

    /// <summary>Shows what came into or went out of reach by time, once nothing more of its command follows.</summary>
    public void ShowArrived(ExchangeState state, long atUnixMicroseconds)
    {
        if (arrived.Count == 0) return;
        arrived.Sort(static (left, right) => left.Value.CompareTo(right.Value));
        foreach (OrderId order in arrived)
            if (state.Orders.Find(order) >= 0) Reassess(state, order, new Change(atUnixMicroseconds, FeedReason.Availability, default));
        arrived.Clear();
    }

    /// <summary>Shows in a new product's book what rests already.</summary>
    private void ListNew(ExchangeState state, Product product, long at)
    {
        List(state, product, sequence: 0);
        foreach ((_, int slot) in Resting(state).Order()) Reassess(state, state.Orders[slot].Id, new Change(at, FeedReason.Availability, default));
    }

    private void List(ExchangeState state, Product product, long sequence)
    {
        var listing = new Listing(
            product.Id, product.Name.ToString(), product.Sku, state.Specs[product.Sku].Name.ToString(), product.Requirement,
            state.Specs[product.Requirement], product.Duration);
        var feed = new ProductFeed(listing, settings, sequence);
        feeds.Add(product.Id, feed);
        Into(bySku, product.Sku).Add(feed);
        Into(byRequirement, product.Requirement).Add(feed);

        static List<ProductFeed> Into<TKey>(Dictionary<TKey, List<ProductFeed>> index, TKey key)
            where TKey : notnull => index.TryGetValue(key, out List<ProductFeed>? list) ? list : index[key] = [];
    }

    private static List<(long Priority, int Slot)> Resting(ExchangeState state)
    {
        var resting = new List<(long Priority, int Slot)>();
        for (int slot = 0; slot < state.Orders.Slots; slot++)
            if (!state.Orders[slot].Id.IsNone && state.Orders[slot].Resting) resting.Add((state.Orders[slot].Priority, slot));
        return resting;
    }

    private List<ProductFeed> FeedsOf(ExchangeState state, in Order order) => order.Side == Side.Bid
        ? byRequirement.GetValueOrDefault(order.Requirement, None)
        : bySku.GetValueOrDefault(state.Specs[order.Spec].Sku, None);

    private void Schedule(ExchangeState state, in Order order)
    {
        if (order.Side == Side.Bid) return;
        Minute next = Minute.Never;
        foreach (ProductFeed feed in FeedsOf(state, order))
            if (PlainOrders.IsPlain(state, order, feed.Product)) next = Minute.Min(next, PlainOrders.ChangesAt(state, order.Id.Slot, feed.Product));
        if (next != Minute.Never) due.Enqueue(order.Id, next.Value);
    }

    private void CollectDue(Minute now)
    {
        while (due.TryPeek(out OrderId order, out int minute) && minute <= now.Value)
        {
            due.Dequeue();
            arrived.Add(order);
        }
    }

    private void CollectAll(ExchangeState state)
    {
        foreach ((_, int slot) in Resting(state)) arrived.Add(state.Orders[slot].Id);
    }

    private void CollectNode(ExchangeState state, NodeId node)
    {
        for (int slot = 0; slot < state.Orders.Slots; slot++)
            if (!state.Orders[slot].Id.IsNone && state.Orders[slot].Side == Side.Ask && state.Orders[slot].Node == node) arrived.Add(state.Orders[slot].Id);
    }

    private void CollectProvider(ExchangeState state, AccountId provider)
    {
        for (int slot = 0; slot < state.Orders.Slots; slot++)
            if (!state.Orders[slot].Id.IsNone && state.Orders[slot].Side == Side.Ask && state.Orders[slot].Account == provider) arrived.Add(state.Orders[slot].Id);
    }
}
