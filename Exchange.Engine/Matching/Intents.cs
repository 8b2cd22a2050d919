using Exchange.Engine.Books;
using Exchange.Engine.Commands;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Matching;

/// <summary>A bid as far as matching looks at it, whether it arrives, is only tried, or rested before.</summary>
/// <param name="Account">Who bids.</param>
/// <param name="Requirement">What is required.</param>
/// <param name="Open">GPUs still wanted.</param>
/// <param name="MinFill">Least fill, unless it completes the bid.</param>
/// <param name="Limit">The most it pays.</param>
/// <param name="Delivery">When.</param>
/// <param name="Placement">Where together.</param>
/// <param name="IsGang">Whether it fills whole inside one group or not at all.</param>
/// <param name="SelfTrade">Self-trade prevention, which counts while it is the taker.</param>
public readonly record struct BidIntent(
    AccountId Account, RequirementId Requirement, Gpus Open, Gpus MinFill, Price Limit, Delivery Delivery, Placement Placement, bool IsGang,
    SelfTradePrevention SelfTrade)
{
    /// <summary>The intent of terms that are about to be placed.</summary>
    public static BidIntent Of(AccountId account, in BidTerms terms) => new(
        account, terms.Requirement, terms.Gpus, terms.MinFill, terms.Limit, terms.Delivery, terms.Placement, terms.IsGang, terms.SelfTrade);

    /// <summary>The intent of an open bid.</summary>
    public static BidIntent Of(in Order bid) => new(
        bid.Account, bid.Requirement, bid.Open, bid.MinFill, bid.Limit, bid.Delivery, bid.Placement, bid.IsGang, bid.SelfTrade);
}

/// <summary>An ask as far as matching looks at it; its rectangles are given beside it.</summary>
/// <param name="Account">Who asks.</param>
/// <param name="Spec">What is offered.</param>
/// <param name="Node">Who delivers.</param>
/// <param name="Limit">The least it takes.</param>
/// <param name="Flags">Switches.</param>
/// <param name="NextOrdinal">The number that its next rectangle will have.</param>
/// <param name="SelfTrade">Self-trade prevention, which counts while it is the taker.</param>
/// <param name="Gpus">GPUs when it was placed or last grew.</param>
/// <param name="Locked">Margin that is locked for it already.</param>
public readonly record struct AskIntent(
    AccountId Account, SpecId Spec, NodeId Node, Price Limit, OrderFlags Flags, int NextOrdinal, SelfTradePrevention SelfTrade, Gpus Gpus, Money Locked)
{
    /// <summary>The intent of terms that are about to be placed.</summary>
    public static AskIntent Of(AccountId account, in AskTerms terms) =>
        new(account, terms.Spec, terms.Node, terms.Limit, terms.Flags, 1, terms.SelfTrade, terms.Gpus, Money.Zero);

    /// <summary>The intent of an open ask.</summary>
    public static AskIntent Of(in Order ask) =>
        new(ask.Account, ask.Spec, ask.Node, ask.Limit, ask.Flags, ask.NextOrdinal, ask.SelfTrade, ask.Gpus, ask.Locked);
}

/// <summary>What may replace a lease that was failed. The default passes over nothing.</summary>
/// <param name="Failed">The node that failed: never again.</param>
/// <param name="Owner">Who owns it.</param>
/// <param name="Contract">The most for what its owner offers elsewhere: the failed lease's price.</param>
/// <param name="Most">The most for what others offer, of whatever SKU.</param>
/// <param name="Beside">The failed lease's spec where others of its gang go on, in whose group a replacement must lie; else the default.</param>
public readonly record struct Replacing(NodeId Failed, AccountId Owner, Price Contract, Price Most, SpecId Beside)
{
    /// <summary>Whether an ask cannot be the replacement.</summary>
    /// <param name="ask">The ask.</param>
    /// <param name="seller">Who owns it.</param>
    /// <param name="buyer">Who owns the bid.</param>
    public bool PassesOver(in Order ask, AccountId seller, AccountId buyer) =>
        Failed.Value != 0 && (ask.Node == Failed || seller == buyer || ask.Limit > (seller == Owner ? Contract : Most));
}

/// <summary>A rectangle while a plan carves it.</summary>
/// <param name="Ordinal">Its number within its ask.</param>
/// <param name="Gpus">GPUs left in it.</param>
/// <param name="Window">When they are available.</param>
public readonly record struct Piece(int Ordinal, Gpus Gpus, Window Window)
{
    /// <summary>GPUs × time.</summary>
    public GpuMinutes Volume => Gpus * Window.Length;
}

/// <summary>The bounds between which a bid may start, as of now.</summary>
/// <param name="Earliest">First minute.</param>
/// <param name="Latest">Last minute.</param>
/// <param name="Duration">How long.</param>
public readonly record struct StartBounds(Minute Earliest, Minute Latest, Minutes Duration)
{
    /// <summary>The bounds of a delivery as of now.</summary>
    /// <remarks>
    /// At fill: the next whole minute, or the ask's start where that is within reach. Scheduled: as bid, but not nearer than gate closure.
    /// </remarks>
    public static StartBounds Of(in Delivery delivery, Minute now, Settings settings)
    {
        Minute next = Availability.NextStart(now);
        return delivery.Scheduled
            ? new(Minute.Max(delivery.EarliestStart, new Minute(next.Value + settings.GateClosureMinutes)), delivery.LatestStart, delivery.Duration)
            : new(next, new Minute(next.Value + settings.AtFillReachMinutes), delivery.Duration);
    }

    /// <summary>The earliest start inside a window, if the bid fits into it.</summary>
    public bool TryFit(Window window, out Minute start)
    {
        start = Minute.Max(window.From, Earliest);
        return start <= Latest && start.Value + (long)Duration.Count <= window.Until.Value;
    }

    /// <summary>The window of a lease that starts then.</summary>
    public Window From(Minute start) => new(start, start + Duration);
}
