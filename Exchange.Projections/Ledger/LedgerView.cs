using Exchange.Engine.Events;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Ledger;

/// <summary>The balances of all accounts, and every movement of money with the balance after it.</summary>
public sealed class LedgerView : IView
{
    private readonly Dictionary<AccountId, AccountRow> _accounts = [];
    private readonly Changes<AccountId, AccountRow> _changes = new(LedgerTables.Accounts);
    private readonly List<LedgerRow> _entries = [];

    /// <inheritdoc/>
    public string Name => "ledger";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public IReadOnlyList<Table> Tables { get; } = [LedgerTables.Accounts, LedgerTables.Ledger];

    /// <inheritdoc/>
    public int Evolve(in RecordedEvent occurred) => occurred.Kind switch
    {
        EventKind.AccountOpened => Open(occurred.As<AccountOpened>(), occurred.At(), occurred.Position),
        EventKind.MoneyMoved => Move(occurred.As<MoneyMoved>(), occurred.At(), occurred.Position),

        // No money moves with these: where it does, an event of its own says so.
        EventKind.SkuListed or EventKind.SkuLifecycleChanged or EventKind.SettingChanged or EventKind.ProductListed
            or EventKind.SpecInterned or EventKind.RequirementInterned or EventKind.NodeRegistered or EventKind.PerformanceVerified
            or EventKind.AttestationVerified or EventKind.ReputationPublished or EventKind.WriterStarted or EventKind.TimeAdvanced
            or EventKind.MarketStateChanged or EventKind.BidPlaced or EventKind.AskPlaced or EventKind.OrderRejected
            or EventKind.OrderRested or EventKind.OrderFilled or EventKind.RemnantWithdrawn or EventKind.SelfTradePrevented
            or EventKind.OrderReduced or EventKind.OrderAmended or EventKind.OrderCancelled or EventKind.CancelAfterArmed
            or EventKind.LeaseOpened => 0,

        // Bonds, leases and disputes move money too, and say so by movements of their own that stand beside these.
        EventKind.ProviderRegistered or EventKind.AgentKeyRegistered or EventKind.NodeDescribed or EventKind.UnitRegistered
            or EventKind.DeviceBanned or EventKind.NodeStatusChanged or EventKind.MaintenancePublished or EventKind.UnbondingStarted
            or EventKind.UnbondingEnded or EventKind.IncidentOpened or EventKind.IncidentCharged or EventKind.SlashProposed or EventKind.SlashAppealed
            or EventKind.SlashExecuted or EventKind.SlashCancelled or EventKind.UnitsAssigned or EventKind.LeaseProvisioned
            or EventKind.LeaseStateChanged or EventKind.HourReported or EventKind.HourMetered or EventKind.HourAudited
            or EventKind.HourSettled or EventKind.LeaseEnded or EventKind.LeaseBoughtIn or EventKind.LeaseCashSettled
            or EventKind.LocksRolled or EventKind.MarginCalled or EventKind.LeaseClosed or EventKind.RectangleReturned
            or EventKind.DisputeOpened or EventKind.DisputeAnswered or EventKind.DisputeDecided => 0,

        // Proofs cost nothing by themselves.
        EventKind.BeaconCommitted or EventKind.BeaconRevealed or EventKind.ModulusPublished or EventKind.FactorsReleased
            or EventKind.ChallengeRequested or EventKind.ChallengeIssued or EventKind.AnswerReceived or EventKind.ProofJudged or EventKind.HeartbeatsRecorded => 0,

        // Quorums move no money: the leases on which they are done are paid for already.
        EventKind.QuorumOpened or EventKind.QuorumExtended or EventKind.ResultCommitted or EventKind.ResultRevealed or EventKind.WorkerJudged or EventKind.QuorumClosed => 0,
        EventKind.None => throw new InvalidDataException("An event of no kind."),
    };

    /// <inheritdoc/>
    public async Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        Written();
        _accounts.Clear();
        await foreach (AccountRow row in Rows.ReadAsync(connection, LedgerTables.Accounts, "", LedgerTables.ReadAccount, cancellation))
            _accounts.Add(row.Account, row);
    }

    /// <inheritdoc/>
    public void AddWrites(NpgsqlBatch batch)
    {
        _changes.AddTo(batch);
        LedgerTables.Ledger.Upsert(batch, _entries);
    }

    /// <inheritdoc/>
    public void Written()
    {
        _changes.Clear();
        _entries.Clear();
    }

    /// <summary>An account as it is now.</summary>
    internal AccountRow Account(AccountId account) => _accounts[account];

    private int Open(in AccountOpened opened, Instant at, long position)
    {
        Keep(new AccountRow
        {
            Account = opened.Account,
            Owner = opened.Owner,
            Name = opened.Name.ToString(),
            OpenedAt = at,
            Position = position,
        });
        return 1;
    }

    private int Move(in MoneyMoved moved, Instant at, long position)
    {
        AccountRow from = Keep(Get(moved.From, at).Add(moved.FromKind, -moved.Amount, position));
        AccountRow to = Keep(Get(moved.To, at).Add(moved.ToKind, moved.Amount, position));

        // The totals are those after both legs; the purses differ, so that each balance is final after its own.
        Money fromTotal = moved.From == moved.To ? to.Total : from.Total;
        _entries.Add(new LedgerRow(
            moved.From, position * 2, moved.FromKind, -moved.Amount, from.In(moved.FromKind), fromTotal, moved.Reason,
            moved.To, moved.ToKind, moved.Order, moved.Lease, moved.Reference, at));
        _entries.Add(new LedgerRow(
            moved.To, (position * 2) + 1, moved.ToKind, moved.Amount, to.In(moved.ToKind), to.Total, moved.Reason,
            moved.From, moved.FromKind, moved.Order, moved.Lease, moved.Reference, at));
        return 4;
    }

    /// <summary>An account; the house is there from the first movement on without being opened.</summary>
    private AccountRow Get(AccountId account, Instant at)
    {
        if (_accounts.TryGetValue(account, out AccountRow? row)) return row;
        if (account != AccountId.House) throw new InvalidDataException($"Account {account.Value} was not opened.");
        return new AccountRow { Account = account, Owner = account, Name = "house", OpenedAt = at };
    }

    private AccountRow Keep(AccountRow row)
    {
        _accounts[row.Account] = row;
        _changes.Write(row.Account, row);
        return row;
    }
}
