using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Proofs;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;
using Exchange.Projections.Invoices;
using Xunit;

namespace Exchange.Tests.Projections.Invoices;

/// <summary>One lease of two GPUs, told by hand, as its parties read it.</summary>
public sealed class InvoicesToRead
{
    private static readonly AccountId Seller = new(1), Buyer = new(2);
    private static readonly Minute Noon = new(29_376_720);
    private static readonly Window Month = new(new Minute(29_376_000), new Minute(29_376_000 + 43_200));
    private readonly EventBatch _events = new() { FirstPosition = 1, AtUnixMicroseconds = (Noon.Value + 1_500) * 60_000_000L };

    /// <summary>Two hours at $1.000001: one delivered, of the other a quarter of an hour missed and owed for.</summary>
    public InvoicesToRead()
    {
        var price = Price.FromMicros(1_000_001);
        var gpus = new Gpus(2);
        _events.Append(new SkuListed(new(1), new Sku { Name = Text64.From("h100-sxm5-80") }));
        _events.Append(new SpecInterned(new(1), new Spec { Sku = new(1), Place = Text64.From("eu/de/fra/dc7") }));
        _events.Append(new AccountOpened(Seller, Seller, Text64.From("<b>Nordlicht & Co</b>")));
        _events.Append(new AccountOpened(Buyer, Buyer, Text64.From("=Anna, \"AI\"")));
        _events.Append(new LeaseOpened(
            new(7), Buyer, Seller, default, default, new(3), new(1), default, gpus, new Window(Noon, Noon + new Minutes(120)), price, default, default));
        Move(Buyer, AccountKind.OrderHold, AccountId.House, AccountKind.Fees, 601_234, MoveReason.TakerFee);
        _events.Append(new ProofJudged(new(41), new(3), Seller, -1, ChallengeKind.Attestation, Verdict.Passed, default, default, EvidenceGrade.Vendor));
        for (int hour = 0; hour < 2; hour++)
        {
            int delivered = hour == 0 ? 60 : 45;
            Money gross = price * (gpus * new Minutes(delivered)), missed = price * (gpus * new Minutes(60 - delivered)), fee = gross.Share(new(100));
            _events.Append(new HourSettled(new(7), hour, delivered, 0, 60 - delivered, gross, missed, missed, fee));
            Move(Buyer, AccountKind.LeaseEscrow, Seller, AccountKind.Available, (gross - fee).Sixtieths, MoveReason.Delivery);
            Move(Buyer, AccountKind.LeaseEscrow, AccountId.House, AccountKind.Fees, fee.Sixtieths, MoveReason.DeliveryFee);
            if (hour == 0) continue;
            Move(Buyer, AccountKind.LeaseEscrow, Buyer, AccountKind.Available, missed.Sixtieths, MoveReason.EscrowReturned);
            Move(Seller, AccountKind.ProviderMargin, Buyer, AccountKind.Available, missed.Sixtieths, MoveReason.Damages);
        }

        _events.Append(new LeaseClosed(new(7)));
        _events.Append(new TimeAdvanced(Month.Until));
    }

    [Fact]
    public void The_buyers_line_says_what_was_delivered_and_what_it_cost()
    {
        Invoice paper = Paper(Buyer, InvoiceSide.Buyer);
        InvoiceLine line = Assert.Single(paper.Lines);

        Assert.Equal("INV-000002-20251108-20251208", paper.Number);
        Assert.Equal(("h100-sxm5-80", "eu/de/fra/dc7", 2), (line.Lease!.Sku, line.Lease.Place, line.Lease.Gpus.Count));
        Assert.Equal((240, 210, 0, 30), (line.Volumes.Contracted.Value, line.Volumes.Delivered.Value, line.Volumes.Excused.Value, line.Volumes.Undelivered.Value));
        Assert.Equal(1_000_001 * 210, line.Amounts.Gross.Sixtieths);
        Assert.Equal(-1_000_001 * 30, line.Amounts.Damages.Sixtieths);
        Assert.Equal(1_000_001 * 30, line.Amounts.Returned.Sixtieths);
        Assert.Equal(601_234, line.Amounts.Fees.Sixtieths);
        Assert.Equal([6, 8, 9, 10, 11, 12, 13, 14, 15], line.Positions);
        Assert.Equal([new CitedProof(new(41), Verdict.Passed)], line.Proofs);
    }

    [Fact]
    public void The_total_is_rounded_once_and_the_rest_is_a_line()
    {
        Invoice paper = Paper(Buyer, InvoiceSide.Buyer);

        // 180,601,414 sixtieths are 3,010,023 micro-dollars and 34 sixtieths.
        Assert.Equal(180_601_414, paper.Amounts.Total.Sixtieths);
        Assert.Equal(Money.FromMicros(3_010_024), paper.Total);
        Assert.Equal(26, paper.Rounding.Sixtieths);
    }

    [Fact]
    public void The_providers_twin_has_the_same_minutes_and_its_own_fees()
    {
        Invoice paper = Paper(Seller, InvoiceSide.Provider);

        Assert.Equal(Paper(Buyer, InvoiceSide.Buyer).Volumes, paper.Volumes);
        Assert.Equal(Paper(Buyer, InvoiceSide.Buyer).Amounts.Gross, paper.Amounts.Gross);
        Assert.Equal(-(1_000_001 * 120 / 100) - (1_000_001 * 90 / 100), paper.Amounts.Fees.Sixtieths);
        Assert.StartsWith("SBI-000001-", paper.Number, StringComparison.Ordinal);
        Assert.Empty(Paper(Seller, InvoiceSide.Buyer).Lines);
    }

    [Fact]
    public void As_values_the_rows_come_to_the_total()
    {
        string[] rows = InvoiceCsv.Write(Paper(Buyer, InvoiceSide.Buyer)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        int total = Array.IndexOf(rows[0].Split(','), "total_sixtieths");

        Assert.Equal(["lease", "rounding", "total"], rows[1..].Select(row => row.Split(',')[1]));
        Assert.Equal(long.Parse(rows[3].Split(',')[total], null), rows[1..3].Sum(row => long.Parse(row.Split(',')[total], null)));
        Assert.Contains(",3.010024,", rows[3], StringComparison.Ordinal);
        Assert.Contains(",6 8-15,41:passed", rows[1], StringComparison.Ordinal);
    }

    [Fact]
    public void As_a_page_it_holds_nothing_that_a_party_wrote_as_markup()
    {
        string page = InvoicePage.Write(Paper(Seller, InvoiceSide.Provider));

        Assert.Contains("&lt;b&gt;Nordlicht &amp; Co&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.Contains("Self-billed invoice", page, StringComparison.Ordinal);
        Assert.Contains(InvoiceJson.HashOf(Paper(Seller, InvoiceSide.Provider)).ToString(), page, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    private Invoice Paper(AccountId account, InvoiceSide side)
    {
        var view = new InvoicesView();
        foreach (RecordedEvent occurred in _events) view.Evolve(occurred);
        return Assert.Single(Billing.Papers(new(account, side, Month), view.Unwritten));
    }

    private void Move(AccountId from, AccountKind fromKind, AccountId to, AccountKind toKind, long sixtieths, MoveReason reason) =>
        _events.Append(new MoneyMoved(from, fromKind, to, toKind, Money.FromSixtieths(sixtieths), reason, default, new(7), default));
}
