using Exchange.Api.Proofs;
using Exchange.Api.Wire;
using Exchange.Engine.Sequencing;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Projections.Leases;

namespace Exchange.Api.Leases;

/// <summary>Says what is known of leases: their lives from the view, what stands behind them and their open hours from the state.</summary>
public sealed class LeaseAnswers
{
    private readonly CommittedMarket committed;
    private readonly Attestations attestations;

    /// <summary>Answers about a market's leases.</summary>
    public LeaseAnswers(CommittedMarket committed, Attestations attestations) => (this.committed, this.attestations) = (committed, attestations);

    /// <summary>A lease with its open hours.</summary>
    public async Task<LeaseAnswer> WholeAsync(LeaseRow row, AccountId caller, CancellationToken cancellation)
    {
        LeaseAnswer[] one = await ListAsync([row], caller, cancellation);
        return one[0] with { Hours = committed.Read(state => OpenHours(state, row.Lease)) };
    }

    /// <summary>Leases without their hours.</summary>
    public async Task<LeaseAnswer[]> ListAsync(IReadOnlyList<LeaseRow> rows, AccountId caller, CancellationToken cancellation)
    {
        IReadOnlyDictionary<NodeId, AttestationAnswer> attested = await attestations.OfAsync(rows.Select(row => row.Node), cancellation);
        return committed.Read(state => rows.Select(row => Of(state, row, caller) with { Attestation = attested.GetValueOrDefault(row.Node) }).ToArray());
    }

    /// <summary>An hour as the view has it.</summary>
    /// <param name="row">The hour.</param>
    /// <param name="count">How many minutes it has.</param>
    public static HourAnswer Hour(HourRow row, int count) => new()
    {
        Hour = row.Hour,
        Verdict = row.Source is not { } source ? null : new HourVerdictAnswer(
            MinuteText.Text(row.Delivered, count), MinuteText.Text(row.Excused, count), SnakeCase.Of(source), WireTime.Text(row.FinalAt)),
        Audit = SnakeCase.Of(row.Audit),
        Dispute = row.Dispute.Value == 0 ? null : row.Dispute.Value,
        SettledAt = row.SettledAt is { } settled ? WireTime.Text(settled) : null,
        Gross = Decimals.Text(row.Gross),
        Refund = Decimals.Text(row.Refund),
        Damages = Decimals.Text(row.Damages),
        Fee = Decimals.Text(row.Fee),
    };

    /// <summary>A report as the view has it.</summary>
    /// <param name="row">The report.</param>
    /// <param name="count">How many minutes the hour has.</param>
    public static HourReportAnswer Report(HourReportRow row, int count) => new(
        WireId.Text(WireId.Of(row.By)), SnakeCase.Of(row.Side), MinuteText.Text(row.Delivered, count), Convert.ToBase64String(row.Signature.Bytes),
        WireTime.Text(row.At), row.Position);

    private static LeaseAnswer Of(ExchangeState state, LeaseRow row, AccountId caller)
    {
        Spec spec = state.Specs[row.Spec];
        int slot = state.Leases.Find(row.Lease);
        return new LeaseAnswer
        {
            Id = row.Lease.Value,
            State = SnakeCase.Of(row.State),
            CloseReason = row.CloseReason == 0 ? null : row.CloseReason,
            NotBoughtIn = row.NotBoughtIn is { } why ? SnakeCase.Of(why) : null,
            Buyer = WireId.Text(WireId.Of(row.Buyer)),
            Provider = WireId.Text(WireId.Of(row.Provider)),
            BidOrderId = row.Buyer == caller ? WireId.Text(WireId.Of(row.Bid)) : null,
            AskOrderId = row.Provider == caller ? WireId.Text(WireId.Of(row.Ask)) : null,
            Node = WireId.Text(WireId.Of(row.Node)),
            Sku = state.Specs[spec.Sku].Name.ToString(),
            Place = spec.Place.ToString(),
            Firmness = Words.Firmness[spec.Firmness],
            Notice = spec.Notice.Count,
            Size = Decimals.Text(row.Gpus),
            Price = Decimals.Text(row.Price),
            Start = WireTime.Text(row.Window.From),
            Until = WireTime.Text(row.Window.Until),
            End = WireTime.Text(row.End),
            OpenedAt = WireTime.Text(row.OpenedAt),
            ProvisionedAt = row.ProvisionedAt is { } provisioned ? WireTime.Text(provisioned) : null,
            ClosedAt = row.ClosedAt is { } closed ? WireTime.Text(closed) : null,
            Units = slot < 0 ? [] : [.. state.Leases.UnitsOf(slot).OrderBy(run => run.First).Select(run => new UnitsAnswer(run.First, run.Count))],
            Money = slot < 0 ? null : MoneyOf(state.Leases[slot]),
            Totals = TotalsOf(row),
        };
    }

    private static LeaseMoneyAnswer MoneyOf(in Lease lease) => new(
        Decimals.Text(lease.Escrow), WireTime.Text(lease.BuyerCovered), Decimals.Text(lease.Margin), WireTime.Text(lease.ProviderCovered),
        Decimals.Text(lease.TakerFeeOwed));

    private static LeaseTotalsAnswer TotalsOf(LeaseRow row) => new(
        row.HoursSettled, Decimals.GpuHours(row.Delivered), Decimals.GpuHours(row.Excused), Decimals.GpuHours(row.Undelivered), Decimals.Text(row.Gross),
        Decimals.Text(row.Refund), Decimals.Text(row.Damages), Decimals.Text(row.Fee), Decimals.Text(row.BoughtInGpus), Decimals.Text(row.BuyInDifference));

    private static OpenHourAnswer[] OpenHours(ExchangeState state, FillId lease)
    {
        int slot = state.Leases.Find(lease);
        if (slot < 0) return [];
        var hours = new List<OpenHourAnswer>();
        for (int entry = state.Leases.FirstHour(slot); entry >= 0; entry = state.Leases.NextHour(entry))
        {
            LeaseHour hour = state.Leases.Hour(entry);
            hours.Add(Of(hour, state.Leases[slot].Hour(hour.Hour)));
        }

        return [.. hours];
    }

    private static OpenHourAnswer Of(in LeaseHour hour, Window window)
    {
        int count = window.Length.Count;
        var monitors = new List<MonitorAnswer>();
        foreach (ref readonly MonitorReport report in hour.Monitors.Items)
            monitors.Add(new MonitorAnswer(WireId.Text(WireId.Of(report.By)), MinuteText.Text(report.Delivered, count)));
        HourVerdictAnswer? verdict = !hour.Metered ? null : new HourVerdictAnswer(
            MinuteText.Text(hour.Delivered, count), MinuteText.Text(hour.Excused, count), SnakeCase.Of(hour.Source), WireTime.Text(hour.FinalAt));
        return new OpenHourAnswer(
            hour.Hour, WireTime.Text(window.From), WireTime.Text(window.Until), hour.ProviderReported ? MinuteText.Text(hour.Provider, count) : null,
            hour.BuyerReported ? MinuteText.Text(hour.Buyer, count) : null, [.. monitors], verdict, hour.Dispute.Value == 0 ? null : hour.Dispute.Value);
    }
}
