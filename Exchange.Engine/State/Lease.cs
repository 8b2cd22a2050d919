using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>A lease that is not closed: its terms, where it stands, and the money behind it.</summary>
/// <remarks>Its hours are its own: hour k is the minutes from <c>From + 60k</c> on, the last one may be shorter.</remarks>
public struct Lease
{
    /// <summary>The terms, as frozen at the fill.</summary>
    public LeaseOpened Terms;
    /// <summary>Those of them that are settings, as they were then.</summary>
    public FrozenTerms Frozen;
    /// <summary>Where it stands in its life.</summary>
    public LeaseState State;
    /// <summary>The first minute that it does not deliver: the end of its window, or earlier where it was ended.</summary>
    public Minute End;
    /// <summary>Whether it was ended before its window.</summary>
    public bool Ended;
    /// <summary>Why, if it was.</summary>
    public CloseReason Reason;
    /// <summary>Whether its end was reached, so that its GPUs are free again.</summary>
    public bool Released;
    /// <summary>What of the buyer's money lies in escrow for it.</summary>
    public Money Escrow;
    /// <summary>What of the provider's margin stands behind it.</summary>
    public Money Margin;
    /// <summary>What the provider still owes of a taker's fee.</summary>
    public Money TakerFeeOwed;
    /// <summary>The first minute that the buyer's money does not cover.</summary>
    public Minute BuyerCovered;
    /// <summary>The first minute that the provider's margin does not cover.</summary>
    public Minute ProviderCovered;
    /// <summary>Whether the buyer was called for money.</summary>
    public bool BuyerCalled;
    /// <summary>Whether the provider was.</summary>
    public bool ProviderCalled;
    /// <summary>The minute in which it was handed over; never before that.</summary>
    public Minute ProvisionedAt;
    /// <summary>How many units its provider has named.</summary>
    public int AssignedUnits;
    /// <summary>The first hour that is not metered.</summary>
    public int FirstUnmetered;
    /// <summary>How many hours are settled.</summary>
    public int SettledHours;
    /// <summary>How many hours in a row nobody said anything of.</summary>
    public int SilentHours;
    /// <summary>Where the GPUs of its bid must lie together.</summary>
    public Placement Placement;
    /// <summary>How many GPUs its bid took whole, its own among them; none where it could be filled in parts.</summary>
    public Gpus Gang;
    /// <summary>The incident to which its last failure belongs that took from the bond, if any.</summary>
    public IncidentId Incident;
    /// <summary>When the clock looks at it next; never where it waits for a decision.</summary>
    public Minute Due;

    internal int FirstHour;
    internal int FirstUnits;
    internal int NextOfNode;
    internal int PreviousOfNode;

    /// <summary>When it delivers.</summary>
    public readonly Window Window => new(Terms.Window.From, End);

    /// <summary>Whether other leases of its gang go on beside it.</summary>
    public readonly bool IsPartOfGang => Terms.Gpus < Gang;

    /// <summary>How many hours it has, the last one perhaps shorter.</summary>
    public readonly int Hours => (Window.Length.Count + MinuteBits.Most - 1) / MinuteBits.Most;

    /// <summary>The minutes of one of its hours; empty beyond the last.</summary>
    public readonly Window Hour(int hour)
    {
        long from = Terms.Window.From.Value + ((long)hour * MinuteBits.Most);
        if (hour < 0 || from >= End.Value) return new(End, End);
        return new(new Minute((int)from), new Minute((int)Math.Min(from + MinuteBits.Most, End.Value)));
    }

    /// <summary>What so many minutes of it cost.</summary>
    public readonly Money PriceOf(int minutes) => Terms.Price * (Terms.Gpus * new Minutes(minutes));

    /// <summary>
    /// The price of the minutes that the margin covers and that are not settled. Escrow is the price of those that the buyer's money covers,
    /// which may reach further or less far.
    /// </summary>
    public readonly Money PriceOfCovered => ProviderCovered >= BuyerCovered
        ? Escrow + PriceOf((ProviderCovered - BuyerCovered).Count)
        : Escrow - Money.Min(Escrow, PriceOf((BuyerCovered - ProviderCovered).Count));

    /// <summary>Whether its provider may still hand it over: its end is to come, and it was not taken from it.</summary>
    public readonly bool MayBeHandedOver => !Released && (!Ended || Reason is CloseReason.Terminated or CloseReason.FundsShort);

    /// <summary>Whether its provider fails it and the buyer is not compensated yet: taken back without right, until the deadline.</summary>
    public readonly bool AwaitsCompensation => Ended && CloseReasons.IsDefault(Reason) && State is not (LeaseState.BoughtIn or LeaseState.CashSettled);

    /// <summary>Whether every hour of it is final and its end was reached.</summary>
    public readonly bool IsDone => Released && SettledHours >= Hours;
}

/// <summary>What a monitor said of an hour.</summary>
/// <param name="By">Who.</param>
/// <param name="Delivered">The minutes it calls delivered.</param>
public readonly record struct MonitorReport(AccountId By, MinuteBits Delivered);

/// <summary>An hour of a lease of which something is known, until it is settled.</summary>
public struct LeaseHour
{
    /// <summary>Which hour, from 0.</summary>
    public int Hour;
    /// <summary>What the provider called delivered.</summary>
    public MinuteBits Provider;
    /// <summary>What the buyer called delivered.</summary>
    public MinuteBits Buyer;
    /// <summary>Whether the provider reported.</summary>
    public bool ProviderReported;
    /// <summary>Whether the buyer reported.</summary>
    public bool BuyerReported;
    /// <summary>What monitors said.</summary>
    public Few<MonitorReport> Monitors;
    /// <summary>The minutes of which heartbeats are recorded.</summary>
    public MinuteBits Probed;
    /// <summary>Those among them in which the node answered.</summary>
    public MinuteBits Answered;
    /// <summary>Whether there is a verdict.</summary>
    public bool Metered;
    /// <summary>The minutes delivered, by the verdict.</summary>
    public MinuteBits Delivered;
    /// <summary>The minutes excused, by the verdict.</summary>
    public MinuteBits Excused;
    /// <summary>By which evidence.</summary>
    public MeterSource Source;
    /// <summary>When the verdict is final.</summary>
    public Minute FinalAt;
    /// <summary>The provider's dispute of it, if there was one: there is no second.</summary>
    public DisputeId ProviderDispute;
    /// <summary>The buyer's.</summary>
    public DisputeId BuyerDispute;
    /// <summary>How many of the two are not decided: it waits for them.</summary>
    public int OpenDisputes;

    /// <summary>The last dispute of it, as long as one of them is not decided.</summary>
    public readonly DisputeId Dispute => OpenDisputes == 0 ? default : ProviderDispute.Value > BuyerDispute.Value ? ProviderDispute : BuyerDispute;

    internal int Next;
}

/// <summary>Units of a node, side by side, that serve a lease.</summary>
internal struct UnitRun
{
    public int First;
    public int Count;
    public int Next;
}
