using Exchange.Engine.Ledger;
using Exchange.Engine.Values;
using NodaTime;

namespace Exchange.Projections.Ledger;

/// <summary>An account and what is in its purses.</summary>
/// <remarks>Account 0 is the house; its outside purse is what others brought in, as a negative.</remarks>
public sealed record AccountRow
{
    /// <summary>The account.</summary>
    public required AccountId Account { get; init; }
    /// <summary>Its beneficial owner.</summary>
    public AccountId Owner { get; init; }
    /// <summary>Its name for people.</summary>
    public string Name { get; init; } = "";
    /// <summary>Free to use or withdraw.</summary>
    public Money Available { get; init; }
    /// <summary>Set aside for open bids.</summary>
    public Money OrderHold { get; init; }
    /// <summary>Set aside for leases that are being delivered.</summary>
    public Money LeaseEscrow { get; init; }
    /// <summary>Behind open asks and leases.</summary>
    public Money ProviderMargin { get; init; }
    /// <summary>A provider's bond.</summary>
    public Money Bond { get; init; }
    /// <summary>The house's fund against losses.</summary>
    public Money Insurance { get; init; }
    /// <summary>The house's earnings.</summary>
    public Money Fees { get; init; }
    /// <summary>Owed to a provider, not yet paid.</summary>
    public Money Payable { get; init; }
    /// <summary>The world outside.</summary>
    public Money External { get; init; }
    /// <summary>When it was opened.</summary>
    public Instant OpenedAt { get; init; }
    /// <summary>The position of the last event that changed it.</summary>
    public long Position { get; init; }

    /// <summary>All purses together.</summary>
    public Money Total => Available + OrderHold + LeaseEscrow + ProviderMargin + Bond + Insurance + Fees + Payable + External;

    /// <summary>What is set aside: everything that is neither available nor outside.</summary>
    public Money Hold => Total - Available - External;

    /// <summary>What is in one purse.</summary>
    public Money In(AccountKind purse) => purse switch
    {
        AccountKind.Available => Available,
        AccountKind.OrderHold => OrderHold,
        AccountKind.LeaseEscrow => LeaseEscrow,
        AccountKind.ProviderMargin => ProviderMargin,
        AccountKind.Bond => Bond,
        AccountKind.Insurance => Insurance,
        AccountKind.Fees => Fees,
        AccountKind.Payable => Payable,
        AccountKind.External => External,
    };

    /// <summary>The account after an amount was added to one purse (taken out, where negative).</summary>
    public AccountRow Add(AccountKind purse, Money amount, long position) => purse switch
    {
        AccountKind.Available => this with { Available = Available + amount, Position = position },
        AccountKind.OrderHold => this with { OrderHold = OrderHold + amount, Position = position },
        AccountKind.LeaseEscrow => this with { LeaseEscrow = LeaseEscrow + amount, Position = position },
        AccountKind.ProviderMargin => this with { ProviderMargin = ProviderMargin + amount, Position = position },
        AccountKind.Bond => this with { Bond = Bond + amount, Position = position },
        AccountKind.Insurance => this with { Insurance = Insurance + amount, Position = position },
        AccountKind.Fees => this with { Fees = Fees + amount, Position = position },
        AccountKind.Payable => this with { Payable = Payable + amount, Position = position },
        AccountKind.External => this with { External = External + amount, Position = position },
    };
}

/// <summary>One leg of a movement of money, as the account that it touches sees it.</summary>
/// <param name="Account">Whose purse.</param>
/// <param name="Entry">Twice the movement's position, plus one for the leg that receives; the cursor of lists of entries.</param>
/// <param name="Purse">Which purse.</param>
/// <param name="Amount">What was added; negative where it was taken out.</param>
/// <param name="Balance">What is in the purse after it.</param>
/// <param name="Total">What is in all purses of the account after the whole movement.</param>
/// <param name="Reason">Why.</param>
/// <param name="Counterparty">Whose the other purse is; the account itself where it only set money aside.</param>
/// <param name="CounterpartyPurse">The other purse.</param>
/// <param name="Order">The order that it concerns, if any.</param>
/// <param name="Lease">The lease that it concerns, if any.</param>
/// <param name="Reference">The payment's own id, for money in and out.</param>
/// <param name="At">When.</param>
public sealed record LedgerRow(
    AccountId Account, long Entry, AccountKind Purse, Money Amount, Money Balance, Money Total, MoveReason Reason,
    AccountId Counterparty, AccountKind CounterpartyPurse, OrderId Order, FillId Lease, ClientOrderId Reference, Instant At)
{
    /// <summary>The position of the movement.</summary>
    public long Position => Entry / 2;
}
