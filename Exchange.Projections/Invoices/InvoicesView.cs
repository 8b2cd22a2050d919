using Exchange.Engine.Events;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Invoices;

/// <summary>What goes on invoices, entry by entry as it becomes final, and the words to describe it.</summary>
/// <remarks>Leases that are not closed, and the words of specs and SKUs, are held in memory.</remarks>
public sealed class InvoicesView : IView
{
    private readonly Dictionary<FillId, InvoicedLease> _open = [];
    private readonly Dictionary<NodeId, List<FillId>> _byNode = [];
    private readonly Dictionary<SpecId, InvoicedSpec> _specs = [];
    private readonly Dictionary<SkuId, InvoicedSku> _skus = [];
    private readonly Changes<FillId, InvoicedLease> _leaseChanges = new(InvoicedLease.Table);
    private readonly List<InvoiceEntry> _entries = [];
    private readonly List<InvoicedProof> _proofs = [];
    private readonly List<InvoicedParty> _parties = [];
    private readonly List<InvoicedSpec> _newSpecs = [];
    private readonly List<InvoicedSku> _newSkus = [];
    private InvoiceClock? _clock;

    /// <inheritdoc/>
    public string Name => "invoices";

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public IReadOnlyList<Table> Tables { get; } =
    [
        InvoiceEntry.Table, InvoicedLease.Table, InvoicedProof.Table, InvoicedParty.Table, InvoicedSpec.Table, InvoicedSku.Table, InvoiceClock.Table,
    ];

    /// <summary>What waits to be written, and so everything where nothing was written yet.</summary>
    internal InvoiceSource Unwritten => new(
        _entries, _leaseChanges.Written.ToDictionary(lease => lease.Lease), _proofs, _parties.ToDictionary(party => party.Account, party => party.Name),
        _clock?.Now ?? default);

    /// <inheritdoc/>
    public int Evolve(in RecordedEvent occurred) => occurred.Kind switch
    {
        EventKind.LeaseOpened => Open(occurred.As<LeaseOpened>(), occurred.Position),
        EventKind.HourSettled => Settle(occurred.As<HourSettled>(), occurred.At(), occurred.Position),
        EventKind.MoneyMoved => Move(occurred.As<MoneyMoved>(), occurred.At(), occurred.Position),
        EventKind.LeaseEnded => End(occurred.As<LeaseEnded>()),
        EventKind.LeaseClosed => Close(occurred.As<LeaseClosed>(), occurred.Position),
        EventKind.ProofJudged => Prove(occurred.As<ProofJudged>(), occurred.At(), occurred.Position),
        EventKind.SkuListed => Learn(occurred.As<SkuListed>()),
        EventKind.SpecInterned => Learn(occurred.As<SpecInterned>()),
        EventKind.AccountOpened => Learn(occurred.As<AccountOpened>()),
        EventKind.TimeAdvanced => Reach(occurred.As<TimeAdvanced>(), occurred.Position),

        // What leases go through before an hour is final; what it comes to in money moves by itself.
        EventKind.UnitsAssigned or EventKind.LeaseProvisioned or EventKind.LeaseStateChanged or EventKind.HourReported
            or EventKind.HourMetered or EventKind.HourAudited or EventKind.LeaseBoughtIn or EventKind.LeaseCashSettled
            or EventKind.LocksRolled or EventKind.MarginCalled or EventKind.RectangleReturned
            or EventKind.DisputeOpened or EventKind.DisputeAnswered or EventKind.DisputeDecided => 0,

        // Orders: the fee of a fill is a movement of money.
        EventKind.BidPlaced or EventKind.AskPlaced or EventKind.OrderRejected or EventKind.OrderRested or EventKind.OrderFilled
            or EventKind.RemnantWithdrawn or EventKind.SelfTradePrevented or EventKind.OrderReduced or EventKind.OrderAmended
            or EventKind.OrderCancelled or EventKind.CancelAfterArmed => 0,

        // Providers and slashes: what is taken from a bond is a movement of money.
        EventKind.ProviderRegistered or EventKind.AgentKeyRegistered or EventKind.NodeDescribed or EventKind.UnitRegistered
            or EventKind.DeviceBanned or EventKind.NodeStatusChanged or EventKind.MaintenancePublished or EventKind.UnbondingStarted
            or EventKind.UnbondingEnded or EventKind.IncidentOpened or EventKind.IncidentCharged or EventKind.SlashProposed or EventKind.SlashAppealed
            or EventKind.SlashExecuted or EventKind.SlashCancelled => 0,

        // Of proofs only the verdict is cited.
        EventKind.BeaconCommitted or EventKind.BeaconRevealed or EventKind.ModulusPublished or EventKind.FactorsReleased
            or EventKind.ChallengeRequested or EventKind.ChallengeIssued or EventKind.AnswerReceived or EventKind.HeartbeatsRecorded => 0,

        // The venue.
        EventKind.SkuLifecycleChanged or EventKind.SettingChanged or EventKind.ProductListed or EventKind.RequirementInterned
            or EventKind.NodeRegistered or EventKind.PerformanceVerified or EventKind.AttestationVerified
            or EventKind.ReputationPublished or EventKind.WriterStarted or EventKind.MarketStateChanged => 0,

        // Quorums cost nothing beyond their leases.
        EventKind.QuorumOpened or EventKind.QuorumExtended or EventKind.ResultCommitted or EventKind.ResultRevealed or EventKind.WorkerJudged or EventKind.QuorumClosed => 0,
        EventKind.None => throw new InvalidDataException("An event of no kind."),
    };

    /// <inheritdoc/>
    public async Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        Written();
        _open.Clear();
        _byNode.Clear();
        _specs.Clear();
        _skus.Clear();
        await foreach (InvoicedLease row in Rows.ReadAsync(connection, InvoicedLease.Table, "where closed_position = 0 order by lease_id", InvoicedLease.Read, cancellation))
            Hold(row);
        await foreach (InvoicedSpec row in Rows.ReadAsync(connection, InvoicedSpec.Table, "", InvoicedSpec.Read, cancellation)) _specs.Add(row.Spec, row);
        await foreach (InvoicedSku row in Rows.ReadAsync(connection, InvoicedSku.Table, "", InvoicedSku.Read, cancellation)) _skus.Add(row.Sku, row);
    }

    /// <inheritdoc/>
    public void AddWrites(NpgsqlBatch batch)
    {
        InvoiceEntry.Table.Upsert(batch, _entries);
        _leaseChanges.AddTo(batch);
        InvoicedProof.Table.Upsert(batch, _proofs);
        InvoicedParty.Table.Upsert(batch, _parties);
        InvoicedSpec.Table.Upsert(batch, _newSpecs);
        InvoicedSku.Table.Upsert(batch, _newSkus);
        if (_clock is not null) InvoiceClock.Table.Upsert(batch, [_clock]);
    }

    /// <inheritdoc/>
    public void Written()
    {
        _entries.Clear();
        _leaseChanges.Clear();
        _proofs.Clear();
        _parties.Clear();
        _newSpecs.Clear();
        _newSkus.Clear();
        _clock = null;
    }

    private int Open(in LeaseOpened opened, long position)
    {
        InvoicedSpec spec = _specs.TryGetValue(opened.Spec, out InvoicedSpec? known)
            ? known : throw new InvalidDataException($"Spec {opened.Spec.Value} was not interned.");
        var lease = new InvoicedLease(
            opened.Lease, opened.Buyer, opened.Provider, opened.Node, spec.Sku, spec.Place, opened.Gpus, opened.Window, opened.Price, position,
            opened.Window.Until, 0);
        Hold(lease);
        _leaseChanges.Write(lease.Lease, lease);
        return 1;
    }

    private int Settle(in HourSettled settled, Instant at, long position)
    {
        if (!_open.TryGetValue(settled.Lease, out InvoicedLease? lease)) throw new InvalidDataException($"Lease {settled.Lease.Value} is not open.");
        int before = _entries.Count;
        InvoiceEntries.Of(settled, lease, Minute.Containing(at), position, _entries);
        return _entries.Count - before;
    }

    private int Move(in MoneyMoved moved, Instant at, long position)
    {
        int before = _entries.Count;
        InvoiceEntries.Of(moved, _open.GetValueOrDefault(moved.Lease), Minute.Containing(at), position, _entries);
        return _entries.Count - before;
    }

    private int End(in LeaseEnded ended)
    {
        if (!_open.TryGetValue(ended.Lease, out InvoicedLease? lease)) throw new InvalidDataException($"Lease {ended.Lease.Value} is not open.");
        lease = lease with { End = ended.At };
        _open[lease.Lease] = lease;
        _leaseChanges.Write(lease.Lease, lease);
        return 1;
    }

    private int Close(in LeaseClosed closed, long position)
    {
        if (!_open.Remove(closed.Lease, out InvoicedLease? lease)) throw new InvalidDataException($"Lease {closed.Lease.Value} is not open.");
        List<FillId> served = _byNode[lease.Node];
        served.Remove(closed.Lease);
        if (served.Count == 0) _byNode.Remove(lease.Node);
        _leaseChanges.Write(closed.Lease, lease with { ClosedPosition = position });
        return 1;
    }

    /// <summary>A proof is cited by every lease that the node has begun to serve and that is not closed.</summary>
    private int Prove(in ProofJudged judged, Instant at, long position)
    {
        if (!_byNode.TryGetValue(judged.Node, out List<FillId>? served)) return 0;
        int cited = 0;
        Minute now = Minute.Containing(at);
        foreach (FillId lease in served)
        {
            if (_open[lease].Window.From > now) continue;
            _proofs.Add(new InvoicedProof(lease, judged.Challenge, judged.Verdict, now, position));
            cited++;
        }

        return cited;
    }

    private int Learn(in SkuListed listed)
    {
        var sku = new InvoicedSku(listed.Sku, listed.Facts.Name.ToString());
        _skus[sku.Sku] = sku;
        _newSkus.Add(sku);
        return 1;
    }

    private int Learn(in SpecInterned interned)
    {
        string sku = _skus.TryGetValue(interned.Terms.Sku, out InvoicedSku? known)
            ? known.Name : throw new InvalidDataException($"SKU {interned.Terms.Sku.Value} was not listed.");
        var spec = new InvoicedSpec(interned.Spec, sku, interned.Terms.Place.ToString());
        _specs[spec.Spec] = spec;
        _newSpecs.Add(spec);
        return 1;
    }

    private int Learn(in AccountOpened opened)
    {
        _parties.Add(new InvoicedParty(opened.Account, opened.Name.ToString()));
        return 1;
    }

    private int Reach(in TimeAdvanced advanced, long position)
    {
        _clock = new InvoiceClock(advanced.Now, position);
        return 1;
    }

    private void Hold(InvoicedLease lease)
    {
        _open.Add(lease.Lease, lease);
        if (!_byNode.TryGetValue(lease.Node, out List<FillId>? served)) _byNode.Add(lease.Node, served = []);
        served.Add(lease.Lease);
    }
}
