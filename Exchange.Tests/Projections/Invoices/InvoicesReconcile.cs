using System.Text.Json;
using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Values;
using Exchange.Projections;
using Exchange.Projections.Invoices;
using Xunit;

namespace Exchange.Tests.Projections.Invoices;

/// <summary>Of histories of thousands of leases: what all papers say together is what moved, to the last sixtieth of a micro-dollar.</summary>
public sealed class InvoicesReconcile
{
    private const int Days = 60;

    public static TheoryData<int> Seeds => [1, 2, Environment.TickCount];

    /// <summary>The reasons for which money moves between two accounts on account of leases and their failures.</summary>
    private static readonly HashSet<MoveReason> Billed =
    [
        MoveReason.TakerFee, MoveReason.Delivery, MoveReason.DeliveryFee, MoveReason.DeferredTakerFee, MoveReason.Damages, MoveReason.BuyInCover,
        MoveReason.DisputeDepositLost, MoveReason.SlashToChallenger, MoveReason.SlashToInsurance,
    ];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Account_by_account_the_papers_of_all_months_come_to_what_moved(int seed)
    {
        var told = new ToldLeases(seed, leases: 2_000, Days);
        InvoiceSource source = Follow(told, new InvoicesView()).Unwritten;
        Dictionary<AccountId, long> moved = MovedTo(told, Billed);

        for (int account = 0; account <= ToldLeases.Accounts; account++)
        {
            long billed = Papers(new(account), source).Sum(paper => Received(paper).Sixtieths);
            Assert.True(moved.GetValueOrDefault(new(account)) == billed, $"seed {seed}, account {account}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void All_papers_together_say_what_escrow_fees_and_damages_came_to(int seed)
    {
        var told = new ToldLeases(seed, leases: 2_000, Days);
        InvoiceSource source = Follow(told, new InvoicesView()).Unwritten;
        List<Invoice> all = [.. Enumerable.Range(0, ToldLeases.Accounts + 1).SelectMany(account => Papers(new(account), source))];
        InvoiceAmounts buyers = Sum(all, InvoiceSide.Buyer), providers = Sum(all, InvoiceSide.Provider), house = Sum(all, InvoiceSide.House);

        Money settled = Moved(told, MoveReason.Delivery) + Moved(told, MoveReason.DeliveryFee) + Moved(told, MoveReason.DeferredTakerFee);
        Assert.Equal((settled, settled), (buyers.Gross, providers.Gross));
        Assert.Equal(Moved(told, MoveReason.TakerFee), buyers.Fees);
        Assert.Equal(Moved(told, MoveReason.DeliveryFee) + Moved(told, MoveReason.DeferredTakerFee), -providers.Fees);
        Assert.Equal(buyers.Fees - providers.Fees, house.Fees);
        Assert.Equal(Moved(told, MoveReason.Damages), -buyers.Damages);
        Assert.Equal(-buyers.Damages, -(providers.Damages + house.Damages));
        Assert.Equal(Moved(told, MoveReason.BuyInCover), -buyers.BuyInCover);
        Assert.Equal(Moved(told, MoveReason.EscrowReturned), buyers.Returned);
        Assert.Equal(Money.Zero, buyers.Held);
        Assert.Equal(Money.Zero, providers.Total + house.Total - buyers.Total);
        Assert.Equal((Money.Zero, house.Slashed), (buyers.Slashed, -providers.Slashed));
        Assert.True(buyers.BuyInCover < Money.Zero && house.Slashed > Money.Zero && buyers.Deposits > Money.Zero && house.BuyInCover < Money.Zero);
    }

    [Fact]
    public void A_buyers_line_is_mirrored_by_its_providers()
    {
        var told = new ToldLeases(seed: 6, leases: 500, Days);
        InvoiceSource source = Follow(told, new InvoicesView()).Unwritten;
        var supplied = Enumerable.Range(1, ToldLeases.Providers).SelectMany(account => Papers(new(account), source))
            .SelectMany(paper => paper.Lines).Where(line => line.Lease is not null).ToLookup(line => line.Lease!.Lease);

        foreach (var used in Enumerable.Range(ToldLeases.Providers + 1, ToldLeases.Buyers).SelectMany(account => Papers(new(account), source))
            .SelectMany(paper => paper.Lines).Where(line => line.Lease is not null).GroupBy(line => line.Lease!.Lease))
        {
            InvoiceVolumes bought = used.Aggregate(default(InvoiceVolumes), (sum, line) => sum + line.Volumes);
            InvoiceAmounts paid = used.Aggregate(default(InvoiceAmounts), (sum, line) => sum + line.Amounts);
            Assert.Equal(bought, supplied[used.Key].Aggregate(default(InvoiceVolumes), (sum, line) => sum + line.Volumes));
            Assert.Equal(paid.Gross, supplied[used.Key].Aggregate(default(InvoiceAmounts), (sum, line) => sum + line.Amounts).Gross);
            Assert.Equal(source.Leases[used.Key].Price * bought.Delivered, paid.Gross);
        }
    }

    [Fact]
    public void What_is_over_is_never_written_again()
    {
        var told = new ToldLeases(seed: 7, leases: 400, Days);
        Window month = Months()[0];
        var view = new InvoicesView();
        var early = new Dictionary<AccountId, List<string>>();
        foreach (EventBatch turn in told.Turns)
        {
            foreach (RecordedEvent occurred in turn) view.Evolve(occurred);
            if (early.Count > 0 || view.Unwritten.Now < month.Until) continue;
            for (int account = 0; account <= ToldLeases.Accounts; account++) early[new(account)] = Texts(new(account), month, view.Unwritten);
        }

        InvoiceSource late = view.Unwritten;
        for (int account = 0; account <= ToldLeases.Accounts; account++) Assert.Equal(early[new(account)], Texts(new(account), month, late));
        Assert.Contains(early.Values, papers => papers.Any(text => text.Contains("\"final\":true", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_makes_good_a_lease_of_an_earlier_month_is_a_credit_note()
    {
        var told = new ToldLeases(seed: 8, leases: 1_000, Days);
        InvoiceSource source = Follow(told, new InvoicesView()).Unwritten;
        List<Invoice> notes = [.. Enumerable.Range(1, ToldLeases.Accounts).SelectMany(account => Papers(new(account), source)).Where(paper => paper.Kind == InvoiceKind.CreditNote)];

        Assert.NotEmpty(notes);
        foreach (Invoice note in notes)
        {
            Assert.EndsWith("-CN", note.Number, StringComparison.Ordinal);
            Assert.All(note.Lines, line => Assert.True(line.Lease!.End <= note.Topic.Period.From));
            Assert.Equal(note.Amounts.Total, note.Amounts.Damages + note.Amounts.Deposits);
            Assert.Equal(0, note.Volumes.Contracted.Value);
        }

        Assert.Contains(notes, note => note.Topic.Side == InvoiceSide.Buyer && note.Total < Money.Zero);
    }

    [Fact]
    public void The_order_in_which_entries_come_does_not_matter()
    {
        InvoiceSource source = Follow(new ToldLeases(seed: 9, leases: 200, Days), new InvoicesView()).Unwritten;
        InvoiceSource shuffled = source with { Entries = [.. source.Entries.Reverse()], Proofs = [.. source.Proofs.Reverse()] };

        for (int account = 0; account <= ToldLeases.Accounts; account++)
            Assert.Equal(Texts(new(account), Months()[0], source), Texts(new(account), Months()[0], shuffled));
    }

    [Theory]
    [InlineData(89, 1)]
    [InlineData(90, 2)]
    [InlineData(91, 2)]
    [InlineData(149, 2)]
    [InlineData(150, 2)]
    [InlineData(151, 3)]
    [InlineData(-30, 0)]
    [InlineData(-90, -2)]
    [InlineData(-150, -2)]
    [InlineData(-151, -3)]
    public void A_total_is_rounded_half_to_even(long sixtieths, long micros) =>
        Assert.Equal(micros, Invoice.RoundedMicros(Money.FromSixtieths(sixtieths)));

    [Fact]
    public void A_hash_is_of_the_paper_without_it()
    {
        InvoiceSource source = Follow(new ToldLeases(seed: 10, leases: 50, Days), new InvoicesView()).Unwritten;
        Invoice paper = Papers(new(2), source)[0];
        byte[] json = InvoiceJson.Write(paper);
        string text = System.Text.Encoding.UTF8.GetString(json);
        string hash = JsonDocument.Parse(json).RootElement.GetProperty("hash").GetString()!;

        string without = text.Replace($",\"hash\":\"{hash}\"", "", StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(without))), hash);
        Assert.NotEqual(hash, InvoiceJson.HashOf(paper with { Name = "somebody else" }).ToString());
    }

    /// <summary>What the account received on a paper, exactly.</summary>
    private static Money Received(Invoice paper) => paper.Topic.Side == InvoiceSide.Buyer ? -paper.Amounts.Total : paper.Amounts.Total;

    private static InvoiceAmounts Sum(List<Invoice> papers, InvoiceSide side) =>
        papers.Where(paper => paper.Topic.Side == side).Aggregate(default(InvoiceAmounts), (sum, paper) => sum + paper.Amounts);

    /// <summary>Every paper of an account: all sides, month by month.</summary>
    private static List<Invoice> Papers(AccountId account, InvoiceSource source) =>
        [.. from month in Months() from side in Enum.GetValues<InvoiceSide>() from paper in Billing.Papers(new(account, side, month), source) select paper];

    private static List<string> Texts(AccountId account, Window month, InvoiceSource source) =>
        [.. from side in Enum.GetValues<InvoiceSide>() from paper in Billing.Papers(new(account, side, month), source) select System.Text.Encoding.UTF8.GetString(InvoiceJson.Write(paper))];

    /// <summary>The whole time, in parts of thirty days.</summary>
    private static List<Window> Months() =>
        [.. Enumerable.Range(0, 5).Select(month => new Window(ToldLeases.Start + new Minutes(month * 43_200), ToldLeases.Start + new Minutes((month + 1) * 43_200)))];

    private static TView Follow<TView>(ToldLeases told, TView view)
        where TView : IView
    {
        foreach (EventBatch turn in told.Turns)
            foreach (RecordedEvent occurred in turn) view.Evolve(occurred);
        return view;
    }

    private static Money Moved(ToldLeases told, MoveReason reason) =>
        Moves(told).Where(move => move.Reason == reason).Aggregate(Money.Zero, (sum, move) => sum + move.Amount);

    /// <summary>By the ledger's own legs: what each account received from others for these reasons.</summary>
    private static Dictionary<AccountId, long> MovedTo(ToldLeases told, HashSet<MoveReason> reasons)
    {
        var moved = new Dictionary<AccountId, long>();
        foreach (MoneyMoved move in Moves(told).Where(move => reasons.Contains(move.Reason)))
        {
            moved[move.From] = moved.GetValueOrDefault(move.From) - move.Amount.Sixtieths;
            moved[move.To] = moved.GetValueOrDefault(move.To) + move.Amount.Sixtieths;
        }

        return moved;
    }

    private static List<MoneyMoved> Moves(ToldLeases told)
    {
        var moves = new List<MoneyMoved>();
        foreach (EventBatch turn in told.Turns)
        {
            foreach (RecordedEvent occurred in turn)
                if (occurred.Kind == EventKind.MoneyMoved) moves.Add(occurred.As<MoneyMoved>());
        }

        return moves;
    }
}
