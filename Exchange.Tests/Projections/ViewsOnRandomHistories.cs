using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Values;
using Exchange.Projections;
using Exchange.Projections.Hosting;
using Exchange.Projections.Invoices;
using Exchange.Projections.Leases;
using Exchange.Projections.Ledger;
using Exchange.Projections.Queries;
using Exchange.Tests.Durability;
using Exchange.Tests.Properties;
using Xunit;
using Xunit.Abstractions;

namespace Exchange.Tests.Projections;

/// <summary>
/// All views over what the engine itself records while random things happen to leases, providers, proofs and bonds: no view stumbles, the
/// papers are the ledger, and following step by step is rebuilding, bit for bit.
/// </summary>
[Collection(nameof(ViewTables))]
public sealed class ViewsOnRandomHistories(StoreDatabases databases, ITestOutputHelper output)
{
    private const int Things = 1_200;
    private const int PeriodMinutes = 7 * 1_440;

    public static TheoryData<string, int> Histories => new()
    {
        { nameof(LeaseHistory), 1 }, { nameof(LeaseHistory), 2 }, { nameof(LeaseHistory), Random.Shared.Next() },
        { nameof(ProviderHistory), 1 }, { nameof(ProviderHistory), 2 }, { nameof(ProviderHistory), Random.Shared.Next() },
        { nameof(QuorumHistory), 1 }, { nameof(QuorumHistory), Random.Shared.Next() },
    };

    [Theory]
    [MemberData(nameof(Histories))]
    public void Papers_are_the_ledger_and_balances_the_engines(string kind, int seed)
    {
        KeptHistory history = Happen(kind, seed);
        IReadOnlyList<IView> views = ProjectionHost.AllViews();
        foreach (EventBatch turn in history.Turns)
            foreach (RecordedEvent occurred in turn)
                foreach (IView view in views) view.Evolve(occurred);

        InvoiceSource source = views.OfType<InvoicesView>().Single().Unwritten;
        LedgerView ledger = views.OfType<LedgerView>().Single();
        List<MoneyMoved> moves = history.All<MoneyMoved>();
        Assert.Contains(moves, move => move.From != move.To && move.Reason is not (MoveReason.Deposit or MoveReason.Withdrawal));
        for (int account = 0; account < history.State.Accounts.Count; account++)
        {
            var id = new AccountId(account);
            Assert.Equal(FromOthers(moves, id), Papers(id, history.Now, source).Sum(Received));
            foreach (AccountKind purse in Enum.GetValues<AccountKind>()) Assert.Equal(history.State.Accounts.Balance(id, purse), ledger.Account(id).In(purse));
        }
    }

    [Fact]
    public void What_a_lease_of_an_earlier_week_is_made_good_with_is_on_a_credit_note()
    {
        KeptHistory history = Happen(nameof(LeaseHistory), seed: 1);
        var view = new InvoicesView();
        foreach (EventBatch turn in history.Turns)
            foreach (RecordedEvent occurred in turn) view.Evolve(occurred);

        List<Invoice> notes = [.. Enumerable.Range(1, history.State.Accounts.Count - 1)
            .SelectMany(account => Papers(new(account), history.Now, view.Unwritten)).Where(paper => paper.Kind == InvoiceKind.CreditNote)];
        Assert.Contains(notes, note => note.Topic.Side == InvoiceSide.Buyer && note.Amounts.Damages < Money.Zero);
        Assert.Contains(notes, note => note.Topic.Side == InvoiceSide.Provider && note.Amounts.Damages < Money.Zero);
        foreach (InvoiceLine line in notes.SelectMany(note => note.Lines))
        {
            Assert.Equal(line.Amounts.Total, line.Amounts.Damages + line.Amounts.BuyInCover + line.Amounts.Deposits);
            Assert.Equal(0, line.Volumes.Contracted.Value);
        }
    }

    [Theory]
    [MemberData(nameof(Histories))]
    public async Task Followed_in_small_pages_with_restarts_the_rows_are_those_of_a_rebuilding(string kind, int seed)
    {
        KeptHistory history = Happen(kind, seed);
        var told = new ToldEvents(history.Turns);
        await using ViewTables stepwise = await ViewTables.CreateAsync(databases);
        foreach (int part in new[] { 5, 2, 1 }) await stepwise.FollowAsync(told.Until(history.Turns.Count / part), pageEvents: 300);
        IReadOnlyList<string> rows = await stepwise.RowsAsync();

        await using (ProjectionHost host = stepwise.Host(told, pageEvents: 1_000_000))
        {
            foreach (IView view in ProjectionHost.AllViews()) await host.RebuildAsync(view.Name, CancellationToken.None);
            await ViewTables.ReachAsync(host, told.LastPosition);
        }

        var incidents = new List<IncidentRow>();
        for (int provider = 1; provider < history.State.Accounts.Count; provider++)
            incidents.AddRange(await new LeaseQueries(stepwise.Source).IncidentsAsync(new(provider), new Page(Limit: Page.MaxRows), CancellationToken.None));
        Assert.Equal(history.All<IncidentOpened>().Select(opened => opened.Incident), incidents.Select(incident => incident.Incident).OrderBy(id => id.Value));
        Assert.Equal(history.All<IncidentCharged>().Sum(charged => charged.Amount.Sixtieths), incidents.Sum(incident => incident.Taken.Sixtieths));
        Assert.All(incidents, incident => Assert.True(incident.Taken <= incident.Cap));
        Assert.True(rows.Count > 500, $"Only {rows.Count} rows.");
        Assert.Equal(rows, await stepwise.RowsAsync());
    }

    private KeptHistory Happen(string kind, int seed)
    {
        output.WriteLine(FormattableString.Invariant($"{kind}, seed {seed}"));
        if (kind == nameof(LeaseHistory))
        {
            var leases = new LeaseHistory(seed);
            for (int thing = 0; thing < Things; thing++) leases.Act();
            leases.ComeToAnEnd();
            return leases.Kept;
        }

        if (kind == nameof(QuorumHistory))
        {
            var quorums = new QuorumHistory(seed);
            for (int thing = 0; thing < Things; thing++) quorums.Act();
            return quorums.Kept;
        }

        var providers = new ProviderHistory(seed);
        for (int thing = 0; thing < Things; thing++) providers.Act();
        return providers.Kept;
    }

    /// <summary>By the ledger's own legs: what an account received from others, less what it paid them.</summary>
    private static long FromOthers(IEnumerable<MoneyMoved> moves, AccountId account) => moves
        .Where(move => move.From != move.To && move.Reason is not (MoveReason.Deposit or MoveReason.Withdrawal))
        .Sum(move => move.To == account ? move.Amount.Sixtieths : move.From == account ? -move.Amount.Sixtieths : 0);

    /// <summary>Every paper of an account: all sides, week by week.</summary>
    private static IEnumerable<Invoice> Papers(AccountId account, Minute until, InvoiceSource source)
    {
        for (Minute from = KeptHistory.Start; from <= until; from += new Minutes(PeriodMinutes))
            foreach (InvoiceSide side in Enum.GetValues<InvoiceSide>())
                foreach (Invoice paper in Billing.Papers(new(account, side, new Window(from, from + new Minutes(PeriodMinutes))), source)) yield return paper;
    }

    private static long Received(Invoice paper) => paper.Topic.Side == InvoiceSide.Buyer ? -paper.Amounts.Total.Sixtieths : paper.Amounts.Total.Sixtieths;
}
