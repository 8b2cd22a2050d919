using Exchange.Engine.Values;

namespace Exchange.Projections.Invoices;

/// <summary>What papers are made of.</summary>
/// <param name="Entries">Entries, of one topic or of more.</param>
/// <param name="Leases">The leases that they name.</param>
/// <param name="Proofs">The proofs of those leases.</param>
/// <param name="Names">The accounts' names.</param>
/// <param name="Now">Until when everything that happened is here.</param>
public sealed record InvoiceSource(
    IReadOnlyCollection<InvoiceEntry> Entries, IReadOnlyDictionary<FillId, InvoicedLease> Leases, IReadOnlyCollection<InvoicedProof> Proofs,
    IReadOnlyDictionary<AccountId, string> Names, Minute Now);

/// <summary>Makes papers of entries. Nothing else goes in, and the order of the entries does not matter.</summary>
public static class Billing
{
    /// <summary>The invoice of a topic, and its credit note where there is anything to make good.</summary>
    public static IReadOnlyList<Invoice> Papers(InvoiceTopic topic, InvoiceSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var entries = source.Entries.Where(entry => Belongs(entry, topic)).OrderBy(entry => entry.Entry).ToList();
        Invoice invoice = Paper(topic, InvoiceKind.Invoice, source, entries.FindAll(entry => !MakesGood(entry, topic, source)));
        Invoice note = Paper(topic, InvoiceKind.CreditNote, source, entries.FindAll(entry => MakesGood(entry, topic, source)));
        return note.Lines.Count == 0 ? [invoice] : [invoice, note];
    }

    private static Invoice Paper(InvoiceTopic topic, InvoiceKind kind, InvoiceSource source, List<InvoiceEntry> entries)
    {
        // What is about no lease is the last line.
        List<InvoiceLine> lines = [.. entries
            .GroupBy(entry => entry.Lease)
            .OrderBy(lease => lease.Key == default ? long.MaxValue : lease.Key.Value)
            .Select(lease => Line(topic, source, [.. lease]))];
        string name = source.Names.GetValueOrDefault(topic.Account, topic.Account == AccountId.House ? "house" : "");
        return new Invoice(topic, kind, name, topic.Period.Until <= source.Now, lines);
    }

    private static InvoiceLine Line(InvoiceTopic topic, InvoiceSource source, List<InvoiceEntry> entries)
    {
        InvoicedLease? lease = source.Leases.GetValueOrDefault(entries[0].Lease);
        InvoiceAmounts amounts = default;
        InvoiceVolumes volumes = default;
        foreach (InvoiceEntry entry in entries)
        {
            amounts += Amounts(entry, topic.Side == InvoiceSide.Buyer && entry.Counts ? -entry.Amount : entry.Amount);
            if (lease is not null) volumes += Volumes(entry, lease.Gpus);
        }

        return new InvoiceLine(
            lease, volumes, amounts, [.. entries.Select(entry => entry.Position).Distinct()],
            [.. source.Proofs
                .Where(proof => proof.Lease == entries[0].Lease && Within(proof.At, topic.Period))
                .OrderBy(proof => proof.Challenge.Value)
                .Select(proof => new CitedProof(proof.Challenge, proof.Verdict))]);
    }

    private static InvoiceAmounts Amounts(InvoiceEntry entry, Money amount) => entry.Charge switch
    {
        Charge.Hour => default,
        Charge.Delivered => new() { Gross = amount },
        Charge.TakerFee or Charge.DeliveryFee => new() { Fees = amount },
        Charge.Damages => new() { Damages = amount },
        Charge.BuyInCover => new() { BuyInCover = amount },
        Charge.Slash => new() { Slashed = amount },
        Charge.DepositLost => new() { Deposits = amount },
        Charge.Returned => new() { Returned = amount },
        Charge.DepositHeld => new() { Held = amount },
    };

    private static InvoiceVolumes Volumes(InvoiceEntry entry, Gpus gpus) => new(
        gpus * new Minutes(entry.Delivered), gpus * new Minutes(entry.Excused), gpus * new Minutes(entry.Undelivered));

    private static bool Belongs(InvoiceEntry entry, InvoiceTopic topic) =>
        entry.Account == topic.Account && entry.Side == topic.Side && Within(entry.At, topic.Period);

    /// <summary>Whether it makes good, after the event, a lease that was over before the period began.</summary>
    private static bool MakesGood(InvoiceEntry entry, InvoiceTopic topic, InvoiceSource source) =>
        entry.Charge is Charge.Damages or Charge.BuyInCover or Charge.DepositLost
        && source.Leases.TryGetValue(entry.Lease, out InvoicedLease? lease) && lease.End <= topic.Period.From;

    private static bool Within(Minute minute, Window period) => period.From <= minute && minute < period.Until;
}
