using Exchange.Engine.Proofs;
using Exchange.Engine.Values;

namespace Exchange.Projections.Invoices;

/// <summary>What a paper is.</summary>
public enum InvoiceKind : byte
{
    /// <summary>What became final in the period.</summary>
    Invoice = 0,
    /// <summary>What makes good in the period, after the event, leases that were over before it.</summary>
    CreditNote = 1,
}

/// <summary>Which papers are meant: whose, on which side, and of which time.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Side">On which side.</param>
/// <param name="Period">What became final in these minutes.</param>
public readonly record struct InvoiceTopic(AccountId Account, InvoiceSide Side, Window Period);

/// <summary>Amounts of money on a paper. On a buyer's, what it pays is positive; on the others, what they receive.</summary>
/// <param name="Gross">What the delivered minutes cost.</param>
/// <param name="Fees">Fees: a buyer's add to what it pays, a provider's are taken from what it receives.</param>
/// <param name="Damages">For undelivered minutes and for hours that never came.</param>
/// <param name="BuyInCover">What a replacement cost beyond the contract.</param>
/// <param name="Slashed">Taken from a bond for what proofs showed.</param>
/// <param name="Deposits">Deposits of disputes that went to the other side.</param>
/// <param name="Returned">Returned from escrow, and so never paid: not part of the total.</param>
/// <param name="Held">Set aside for disputes, less what was returned or lost: not part of the total.</param>
public readonly record struct InvoiceAmounts(
    Money Gross, Money Fees, Money Damages, Money BuyInCover, Money Slashed, Money Deposits, Money Returned, Money Held)
{
    /// <summary>What is paid or received, exactly.</summary>
    public Money Total => Gross + Fees + Damages + BuyInCover + Slashed + Deposits;

    /// <summary>Sum, part by part.</summary>
    public static InvoiceAmounts operator +(InvoiceAmounts left, InvoiceAmounts right) => new(
        left.Gross + right.Gross, left.Fees + right.Fees, left.Damages + right.Damages, left.BuyInCover + right.BuyInCover,
        left.Slashed + right.Slashed, left.Deposits + right.Deposits, left.Returned + right.Returned, left.Held + right.Held);
}

/// <summary>GPU-minutes on a paper: of hours that became final in its period.</summary>
/// <param name="Delivered">Paid for.</param>
/// <param name="Excused">Neither paid nor owed for.</param>
/// <param name="Undelivered">Owed for.</param>
public readonly record struct InvoiceVolumes(GpuMinutes Delivered, GpuMinutes Excused, GpuMinutes Undelivered)
{
    /// <summary>All of them: what the contract says about these hours.</summary>
    public GpuMinutes Contracted => Delivered + Excused + Undelivered;

    /// <summary>Sum, part by part.</summary>
    public static InvoiceVolumes operator +(InvoiceVolumes left, InvoiceVolumes right) =>
        new(left.Delivered + right.Delivered, left.Excused + right.Excused, left.Undelivered + right.Undelivered);
}

/// <summary>A proof that a line cites.</summary>
/// <param name="Challenge">The challenge.</param>
/// <param name="Verdict">What was found.</param>
public readonly record struct CitedProof(ChallengeId Challenge, Verdict Verdict);

/// <summary>All that a paper says about one lease, or about none.</summary>
/// <param name="Lease">The lease; null for what is about none.</param>
/// <param name="Volumes">GPU-minutes.</param>
/// <param name="Amounts">Money.</param>
/// <param name="Positions">The events that say so, in order.</param>
/// <param name="Proofs">The proofs of its node that were judged in the period while it was served, or right after.</param>
public sealed record InvoiceLine(
    InvoicedLease? Lease, InvoiceVolumes Volumes, InvoiceAmounts Amounts, IReadOnlyList<long> Positions, IReadOnlyList<CitedProof> Proofs);

/// <summary>An invoice or a credit note: a pure function of the events. It is never edited.</summary>
/// <param name="Topic">Whose, on which side, of which time.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The account's name.</param>
/// <param name="IsFinal">Whether the period is over, so that nothing can be added.</param>
/// <param name="Lines">Lease by lease, in their order; what is about none comes last.</param>
public sealed record Invoice(InvoiceTopic Topic, InvoiceKind Kind, string Name, bool IsFinal, IReadOnlyList<InvoiceLine> Lines)
{
    /// <summary>Its number: whose, on which side, which period and which kind, so that the same paper always has the same.</summary>
    public string Number => FormattableString.Invariant(
        $"{Prefix}-{Topic.Account.Value:000000}-{Stamp(Topic.Period.From)}-{Stamp(Topic.Period.Until)}{(Kind == InvoiceKind.CreditNote ? "-CN" : "")}");

    /// <summary>All lines together.</summary>
    public InvoiceAmounts Amounts => Lines.Aggregate(default(InvoiceAmounts), (sum, line) => sum + line.Amounts);

    /// <summary>All lines together.</summary>
    public InvoiceVolumes Volumes => Lines.Aggregate(default(InvoiceVolumes), (sum, line) => sum + line.Volumes);

    /// <summary>The total in whole micro-dollars: the exact one, rounded once, half to even.</summary>
    public Money Total => Money.FromMicros(RoundedMicros(Amounts.Total));

    /// <summary>What rounding added, less than a micro-dollar: a line of its own, so that the lines come to the total.</summary>
    public Money Rounding => Total - Amounts.Total;

    /// <summary>The position of the last event that it cites; 0 where it cites none.</summary>
    public long LastPosition => Lines.Aggregate(0L, (last, line) => line.Positions.Count == 0 ? last : Math.Max(last, line.Positions[^1]));

    private string Prefix => Topic.Side switch
    {
        InvoiceSide.Buyer => "INV",
        InvoiceSide.Provider => "SBI",
        InvoiceSide.House => "HSE",
    };

    /// <summary>An amount in whole micro-dollars, half to even.</summary>
    internal static long RoundedMicros(Money amount)
    {
        (long whole, long rest) = Math.DivRem(amount.Sixtieths, Money.SixtiethsPerMicro);
        long twice = Math.Abs(rest) * 2;
        bool away = twice > Money.SixtiethsPerMicro || (twice == Money.SixtiethsPerMicro && whole % 2 != 0);
        return away ? whole + Math.Sign(rest) : whole;
    }

    private static string Stamp(Minute minute) => minute.Value % 1_440 == 0
        ? minute.ToInstant().ToString("uuuuMMdd", null)
        : minute.ToInstant().ToString("uuuuMMdd'T'HHmm", null);
}
