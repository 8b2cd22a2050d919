using Exchange.Api.Orders;
using Exchange.Benchmarks.Traces.Venue;

namespace Exchange.Benchmarks.Traces.Runs;

/// <summary>What became of the bids, as their owners are told.</summary>
/// <param name="Filled">Bids that were filled whole.</param>
/// <param name="Partly">Bids that were filled in part.</param>
/// <param name="OwnGpuMinutes">The volume of their fills.</param>
/// <param name="BoughtInGpuMinutes">The volume of what the exchange bought in for the buyers.</param>
/// <param name="Unfilled">Why others were not filled whole, with how many.</param>
internal sealed record BidCount(int Filled, int Partly, long OwnGpuMinutes, long BoughtInGpuMinutes, IReadOnlyDictionary<string, int> Unfilled)
{
    /// <summary>Counts.</summary>
    /// <param name="buyers">Whose bids.</param>
    /// <param name="own">The orders that they placed themselves.</param>
    /// <param name="waiting">Where a bid waited, why.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<BidCount> OfAsync(
        IEnumerable<Party> buyers, IReadOnlySet<string> own, IReadOnlyDictionary<string, string> waiting, CancellationToken cancellation)
    {
        (int filled, int partly, long minutes, long boughtIn) = (0, 0, 0, 0);
        var unfilled = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (Party buyer in buyers)
        {
            await foreach (OrderAnswer bid in buyer.Api.ListAsync<OrderAnswer>("/orders?status=all&limit=1000", cancellation))
            {
                if (!own.Contains(bid.Id))
                {
                    boughtIn += Recount.GpuMinutesOf(bid);
                    continue;
                }

                minutes += Recount.GpuMinutesOf(bid);
                if (bid.DoneReason == "filled") filled++;
                else if (bid.FilledSize != "0") partly++;
                if (bid.DoneReason == "filled") continue;
                string reason = waiting.GetValueOrDefault(bid.Id, bid.CancelReason ?? bid.Status);
                unfilled[reason] = unfilled.GetValueOrDefault(reason) + 1;
            }
        }

        return new BidCount(filled, partly, minutes, boughtIn, unfilled);
    }
}
