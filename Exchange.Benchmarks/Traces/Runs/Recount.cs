using System.Globalization;
using Exchange.Api.Operator;
using Exchange.Api.Orders;
using Exchange.Benchmarks.Traces.Venue;

namespace Exchange.Benchmarks.Traces.Runs;

/// <summary>What a replay left behind, counted again from several sides: the engine's own recount, the parties' fills, the ledger.</summary>
/// <param name="Bought">The fills as the buyers were told of them.</param>
/// <param name="Sold">The fills as the sellers were told of them.</param>
/// <param name="LeasedGpuMinutes">What the asks that are still open leased.</param>
/// <param name="Checks">What must hold.</param>
public sealed record Recount(Told Bought, Told Sold, long LeasedGpuMinutes, IReadOnlyList<TraceCheck> Checks)
{
    /// <summary>Counts.</summary>
    public static async Task<Recount> OfAsync(
        TraceVenue venue, IReadOnlyCollection<Party> buyers, IReadOnlyCollection<Party> sellers, CancellationToken cancellation)
    {
        (var bought, var sold) = (new Told(), new Told());
        foreach (Party buyer in buyers) await bought.AddAsync(buyer, cancellation);
        foreach (Party seller in sellers) await sold.AddAsync(seller, cancellation);
        ConservationAnswer recounted = await venue.Operator.GetAsync<ConservationAnswer>("/operator/conservation", cancellation);
        List<TraceCheck> checks = [.. recounted.Checks.Select(Check)];
        checks.Add(new TraceCheck(
            "buyers and sellers were told the same fills",
            bought.Fills == sold.Fills && bought.Volume == sold.Volume && bought.Value == sold.Value,
            string.Create(CultureInfo.InvariantCulture, $"{bought.Fills:N0} and {sold.Fills:N0} fills, {bought.Volume.Value:N0} and {sold.Volume.Value:N0} GPU-minutes")));
        return new Recount(bought, sold, recounted.LeasedGpuMinutes, checks);
    }

    /// <summary>The volume of an order's fills, as the order tells it.</summary>
    public static long GpuMinutesOf(OrderAnswer order) => (long)Math.Round(decimal.Parse(order.FilledGpuHours, CultureInfo.InvariantCulture) * 60);

    /// <summary>A check that two counts are the same.</summary>
    public static TraceCheck Same(string name, long expected, long found) =>
        new(name, expected == found, string.Create(CultureInfo.InvariantCulture, $"{found:N0} of {expected:N0}"));

    private static TraceCheck Check(ConservationCheck check) => new(
        check.Name.Replace('_', ' '), check.Holds, string.Create(CultureInfo.InvariantCulture, $"{check.Found:N0}{(check.Holds ? "" : $", not {check.Expected:N0}")}"));
}
