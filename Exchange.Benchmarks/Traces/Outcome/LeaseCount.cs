using Exchange.Api.Leases;
using Exchange.Api.Orders;
using Exchange.Benchmarks.Traces.Life;
using Exchange.Benchmarks.Traces.Runs;
using Exchange.Benchmarks.Traces.Venue;

namespace Exchange.Benchmarks.Traces.Outcome;

/// <summary>What became of all leases of a replay, as their providers are told.</summary>
internal sealed class LeaseCount
{
    /// <summary>Leases that their buyers ended, or whose buyers' money ran short: what they leave returns to the ask.</summary>
    private const int LastBuyersReason = 1_999;

    private readonly SortedDictionary<string, int> states = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, int> reasons = [];
    private readonly Dictionary<string, AskVolume> asks = new(StringComparer.Ordinal);
    private decimal contracted;
    private decimal notContracted;
    private decimal delivered;
    private decimal excused;
    private decimal undelivered;
    private decimal boughtIn;
    private int asksOff;
    private int open;
    private int count;

    /// <summary>Counts.</summary>
    public static async Task<LeaseCount> OfAsync(IEnumerable<Party> providers, CancellationToken cancellation)
    {
        var all = new LeaseCount();
        foreach (Party provider in providers)
        {
            await foreach (LeaseAnswer lease in provider.Api.ListAsync<LeaseAnswer>("/leases?role=provider&limit=1000", cancellation)) all.Add(lease);
            await foreach (OrderAnswer ask in provider.Api.ListAsync<OrderAnswer>("/orders?status=all&limit=1000", cancellation)) all.Compare(ask);
        }

        return all;
    }

    /// <summary>For the reader of the output.</summary>
    public IEnumerable<(string Title, string Text)> Remarks(LeaseAgents agents)
    {
        yield return ("leases", Texts.Line($"{count:N0}: {string.Join(", ", states.Select(state => Texts.Line($"{state.Value:N0} {state.Key}")))}"));
        yield return ("leases", $"by reason: {string.Join(", ", reasons.Select(reason => Texts.Line($"{reason.Value:N0} for {reason.Key}")))}");
        yield return ("leases", Texts.Line($"{delivered:N0} GPU-hours delivered, {excused:N0} excused, {undelivered:N0} not delivered; {boughtIn:N0} GPUs bought in"));
        yield return ("jobs", Texts.Line(
            $"{agents.Stops.Ended:N0} leases ended early with their jobs; {agents.Stops.NearTheirEnd:N0} had less to run than the notice, {agents.Stops.EndedBefore:N0} had failed before; {agents.Stops.Restarts:N0} jobs bid again for their rest"));
        yield return ("agents", Texts.Line($"{agents.ReportedHours:N0} hours reported; {agents.Accusations.Disputes:N0} disputes, all upheld"));
        foreach ((string refusal, int times) in agents.Refused.Counts) yield return ("agents", Texts.Line($"refused {times:N0} times: {refusal}"));
    }

    /// <summary>What must hold.</summary>
    public IEnumerable<TraceCheck> Checks(Told bought) =>
    [
        Recount.Same("leases that did not come to their close are none", 0, open),
        Recount.Same("every fill became a lease", bought.Fills, count),
        Recount.Same("asks whose leases, less what returned, are not what they say are none", 0, asksOff),
        Texts.Near("what was contracted was delivered, excused, owed for or ended", contracted - notContracted, delivered + excused + undelivered, "GPU-hours"),
    ];

    private void Add(LeaseAnswer lease)
    {
        count++;
        if (lease.ClosedAt is null) open++;
        states[lease.State] = states.GetValueOrDefault(lease.State) + 1;
        int reason = lease.CloseReason ?? 0;
        reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
        (long gpus, long start) = ((long)Texts.Number(lease.Size), TraceVenue.MinuteOf(lease.Start));
        long whole = gpus * (TraceVenue.MinuteOf(lease.Until) - start);
        long unused = whole - (gpus * (TraceVenue.MinuteOf(lease.End) - start));
        contracted += whole / (decimal)TracedLease.HourMinutes;
        notContracted += unused / (decimal)TracedLease.HourMinutes;
        delivered += Texts.Number(lease.Totals.DeliveredGpuHours);
        excused += Texts.Number(lease.Totals.ExcusedGpuHours);
        undelivered += Texts.Number(lease.Totals.UndeliveredGpuHours);
        boughtIn += Texts.Number(lease.Totals.BoughtInSize);
        AskVolume volume = asks.GetValueOrDefault(lease.AskOrderId!);
        asks[lease.AskOrderId!] = new AskVolume(volume.Sold + whole, volume.Unused + (reason <= LastBuyersReason ? unused : 0));
    }

    /// <summary>An open ask takes back all that its buyers do not use; one that is done takes back what it could until then.</summary>
    private void Compare(OrderAnswer ask)
    {
        AskVolume volume = asks.GetValueOrDefault(ask.Id);
        long returned = volume.Sold - Recount.GpuMinutesOf(ask);
        bool isRight = ask.Status == "done" ? returned >= 0 && returned <= volume.Unused : returned == volume.Unused;
        if (!isRight) asksOff++;
    }

    private readonly record struct AskVolume(long Sold, long Unused);
}
