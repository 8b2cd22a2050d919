using System.Globalization;
using Exchange.Api.Leases;
using Exchange.Benchmarks.Traces.Venue;

namespace Exchange.Benchmarks.Traces.Life;

/// <summary>Finds new leases as their buyers are told of them, asking no more of them than may have one.</summary>
internal sealed class LeaseSearch
{
    private const int MostRows = 1_000;
    private readonly Dictionary<Party, string> seen = [];
    private readonly Dictionary<string, (Party Buyer, long UntilMinute)> unfilled = new(StringComparer.Ordinal);

    /// <summary>Notes an order that may be filled until a minute.</summary>
    public void Watch(Party buyer, string order, long untilMinute) => unfilled.Add(order, (buyer, untilMinute));

    /// <summary>Whose orders may have been filled.</summary>
    public IReadOnlyCollection<Party> Watching(long minute)
    {
        foreach (string over in unfilled.Where(order => order.Value.UntilMinute < minute).Select(order => order.Key).ToArray()) unfilled.Remove(over);
        return [.. unfilled.Values.Select(order => order.Buyer).Distinct()];
    }

    /// <summary>The leases that these bought since they were last asked, by number.</summary>
    public async Task<IReadOnlyList<LeaseAnswer>> AskAsync(IEnumerable<Party> buyers, CancellationToken cancellation)
    {
        LeaseAnswer[][] found = await Task.WhenAll(buyers.Select(buyer => AskAsync(buyer, cancellation)));
        foreach (LeaseAnswer lease in found.SelectMany(own => own))
            if (lease.BidOrderId is { } order) unfilled.Remove(order);
        return [.. found.SelectMany(own => own).OrderBy(lease => lease.Id)];
    }

    private async Task<LeaseAnswer[]> AskAsync(Party buyer, CancellationToken cancellation)
    {
        List<LeaseAnswer> all = [];
        string cursor;
        lock (seen) cursor = seen.GetValueOrDefault(buyer, "0");
        LeaseAnswer[] page;
        do
        {
            page = await buyer.Api.GetAsync<LeaseAnswer[]>($"/leases?role=buyer&limit={MostRows}&before={cursor}", cancellation);
            all.AddRange(page);
            if (page.Length > 0) cursor = page.Max(lease => lease.Id).ToString(CultureInfo.InvariantCulture);
        }
        while (page.Length == MostRows);
        lock (seen) seen[buyer] = cursor;
        return [.. all];
    }
}
