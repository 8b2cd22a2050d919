using Exchange.Engine.Values;
using Exchange.Projections.Hosting;
using Exchange.Projections.Market;
using Exchange.Projections.Queries;
using NodaTime;

namespace Exchange.Api.Feed;

/// <summary>Gives the feed back what was traded before the program started: the last trade and the last day of each product.</summary>
/// <remarks>Runs before anyone can trade, so that nothing is counted twice.</remarks>
public static class TapeRecall
{
    private const int BarSeconds = 300;
    private static readonly Duration Patience = Duration.FromMinutes(1);

    /// <summary>Waits for the market's view, not without end, and recalls from it.</summary>
    public static async Task RunAsync(MarketFeed feed, ProjectionHost views, MarketQueries stored, long position, Instant now, CancellationToken cancellation)
    {
        if (position == 0) return;
        views.Committed(position);
        await views.WaitForAsync("market", position, Patience, cancellation);
        foreach (ProductId product in feed.ReadAll(of => of.Product.Id))
        {
            TickerRow? last = await stored.TickerAsync(product, cancellation);
            if (last is null) continue;
            IReadOnlyList<CandleRow> bars = await stored.CandlesAsync(product, BarSeconds, now - Duration.FromHours(24), null, cancellation);
            feed.Read(product, of => Recall(of, last, bars), false);
        }
    }

    private static bool Recall(ProductFeed feed, TickerRow last, IReadOnlyList<CandleRow> bars)
    {
        feed.Tape.Clear(); // Recovery may have recorded the last of these trades already.
        foreach (CandleRow bar in bars.Reverse())
            feed.Tape.AddBar((int)(bar.Start.ToUnixTimeSeconds() / 60), bar.Open.Micros, bar.High.Micros, bar.Low.Micros, bar.VolumeGpus);
        Engine.Commands.Side maker = last.Last.Taker == Engine.Commands.Side.Bid ? Engine.Commands.Side.Ask : Engine.Commands.Side.Bid;
        feed.Recall(new FeedMessage(
            FeedKind.Match, feed.Sequence, last.Last.At.ToUnixTimeTicks() / 10, last.Last.MakerOrder, maker, last.Last.Price, last.Last.Gpus.Count)
        {
            Taker = last.Last.TakerOrder,
            Trade = last.Last.Fill.Value,
        });
        return true;
    }
}
