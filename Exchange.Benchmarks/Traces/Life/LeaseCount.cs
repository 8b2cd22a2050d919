using System.Globalization;
using Exchange.Api.Leases;
using Exchange.Benchmarks.Traces.Runs;
using Exchange.Benchmarks.Traces.Venue;

namespace Exchange.Benchmarks.Traces.Life;

/// <summary>What became of all leases of a replay, as their providers are told.</summary>
internal sealed class LeaseCount
{
    private readonly SortedDictionary<string, int> states = new(StringComparer.Ordinal);
    private decimal contracted;
    private decimal notContracted;
    private decimal delivered;
    private decimal excused;
    private decimal undelivered;
    private decimal gross;
    private decimal refund;
    private decimal damages;
    private decimal fee;
    private decimal difference;
    private int open;
    private int count;

    /// <summary>Counts.</summary>
    public static async Task<LeaseCount> OfAsync(IEnumerable<Party> providers, CancellationToken cancellation)
    {
        var all = new LeaseCount();
        foreach (Party provider in providers)
            await foreach (LeaseAnswer lease in provider.Api.ListAsync<LeaseAnswer>("/leases?role=provider&limit=1000", cancellation)) all.Add(lease);
        return all;
    }

    /// <summary>For the reader of the output.</summary>
    public IReadOnlyList<string> Remarks(LeaseAgents agents) =>
    [
        Text($"{count:N0} leases: {string.Join(", ", states.Select(state => Text($"{state.Value:N0} {state.Key}")))}"),
        Text($"{agents.ReportedHours:N0} hours reported; {delivered:N0} GPU-hours delivered, {excused:N0} excused, {undelivered:N0} not delivered"),
        Text($"settled: ${gross:N2} for delivery, of which ${fee:N2} in fees; ${refund:N2} returned, ${damages:N2} damages, ${difference:N2} for buying in"),
        .. agents.Refusals.OrderBy(refusal => refusal.Key, StringComparer.Ordinal).Select(refusal => Text($"agents were refused {refusal.Value:N0} times: {refusal.Key}")),
    ];

    /// <summary>What must hold.</summary>
    public IReadOnlyList<TraceCheck> Checks(Told bought) =>
    [
        Recount.Same("every lease came to its close", 0, open),
        Recount.Same("every fill became a lease", bought.Fills, count),
        Near("what was contracted was delivered, excused, owed for or ended", contracted - notContracted, delivered + excused + undelivered, "GPU-hours"),
    ];

    private static TraceCheck Near(string name, decimal expected, decimal found, string unit) =>
        new(name, decimal.Abs(expected - found) < 0.01m, Text($"{found:N2} of {expected:N2} {unit}"));

    private void Add(LeaseAnswer lease)
    {
        count++;
        if (lease.ClosedAt is null) open++;
        states[lease.State] = states.GetValueOrDefault(lease.State) + 1;
        decimal gpus = Number(lease.Size) / TracedLease.HourMinutes;
        contracted += gpus * (TraceVenue.MinuteOf(lease.Until) - TraceVenue.MinuteOf(lease.Start));
        notContracted += gpus * (TraceVenue.MinuteOf(lease.Until) - TraceVenue.MinuteOf(lease.End));
        delivered += Number(lease.Totals.DeliveredGpuHours);
        excused += Number(lease.Totals.ExcusedGpuHours);
        undelivered += Number(lease.Totals.UndeliveredGpuHours);
        gross += Number(lease.Totals.Gross);
        refund += Number(lease.Totals.Refund);
        damages += Number(lease.Totals.Damages);
        fee += Number(lease.Totals.Fee);
        difference += Number(lease.Totals.BuyInDifference);
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
