using System.Globalization;
using Exchange.Api.Accounts;
using Exchange.Api.Operator;
using Exchange.Api.Orders;
using Exchange.Api.Wire;
using Exchange.Benchmarks.Traces.Venue;
using Exchange.Engine.Values;

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
        TraceVenue venue, IReadOnlyCollection<Party> buyers, IReadOnlyCollection<Party> sellers, MarketAnswer end, CancellationToken cancellation)
    {
        long horizon = end.Settings["lock_horizon_minutes"];
        (var bought, var sold) = (new Told(), new Told());
        decimal escrow = 0;
        foreach (Party buyer in buyers)
        {
            await bought.AddAsync(buyer, horizon, cancellation);
            escrow += await EscrowAsync(buyer, cancellation);
        }

        foreach (Party seller in sellers) await sold.AddAsync(seller, horizon, cancellation);
        ConservationAnswer recounted = await venue.Operator.GetAsync<ConservationAnswer>("/operator/conservation", cancellation);
        List<TraceCheck> checks = [.. recounted.Checks.Select(Check)];
        checks.Add(new TraceCheck(
            "buyers and sellers were told the same fills",
            bought.Fills == sold.Fills && bought.Volume == sold.Volume && bought.Value == sold.Value,
            string.Create(CultureInfo.InvariantCulture, $"{bought.Fills:N0} and {sold.Fills:N0} fills, {bought.Volume.Value:N0} and {sold.Volume.Value:N0} GPU-minutes")));
        checks.Add(new TraceCheck(
            "escrow is what the fills say", decimal.Abs(escrow - Dollars(bought.Escrow)) <= buyers.Count * 0.000001m, $"{escrow} and {Decimals.Text(bought.Escrow)} dollars"));
        return new Recount(bought, sold, recounted.LeasedGpuMinutes, checks);
    }

    /// <summary>The volume of an order's fills, as the order tells it.</summary>
    public static long GpuMinutesOf(OrderAnswer order) => (long)Math.Round(decimal.Parse(order.FilledGpuHours, CultureInfo.InvariantCulture) * 60);

    /// <summary>A check that two counts are the same.</summary>
    public static TraceCheck Same(string name, long expected, long found) =>
        new(name, expected == found, string.Create(CultureInfo.InvariantCulture, $"{found:N0} of {expected:N0}"));

    private static async Task<decimal> EscrowAsync(Party party, CancellationToken cancellation)
    {
        AccountAnswer[] accounts = await party.Api.GetAsync<AccountAnswer[]>("/accounts", cancellation);
        return accounts.Sum(account => decimal.Parse(account.LeaseEscrow, CultureInfo.InvariantCulture));
    }

    private static decimal Dollars(Money money) => money.Sixtieths / (decimal)Money.SixtiethsPerDollar;

    private static TraceCheck Check(ConservationCheck check) => new(
        check.Name.Replace('_', ' '), check.Holds, string.Create(CultureInfo.InvariantCulture, $"{check.Found:N0}{(check.Holds ? "" : $", not {check.Expected:N0}")}"));
}
