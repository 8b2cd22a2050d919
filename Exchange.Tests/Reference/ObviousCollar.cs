using Exchange.Engine.Markets;
using Exchange.Engine.Values;

namespace Exchange.Tests.Reference;

/// <summary>The protective collar of a market order: so far from the best price that it could trade at, and no further.</summary>
public static class ObviousCollar
{
    private static readonly Price Any = Price.FromMicros(1_000_000_000);

    /// <summary>Gives the bid a limit above the cheapest ask that it could take; false where there is none.</summary>
    public static bool TryLimit(ObviousBook book, ObviousBid bid)
    {
        bid.Terms = bid.Terms with { Limit = Any };
        if (ObviousMatching.BestFor(book, bid) is not { } best) return false;
        bid.Terms = bid.Terms with { Limit = OnTick(book, best.Ask.Terms.Limit.Scale(new(BasisPoints.One + Collar(book)))) };
        return true;
    }

    /// <summary>Gives the ask a limit below the best bid that it could serve; false where there is none.</summary>
    public static bool TryLimit(ObviousBook book, ObviousAsk ask)
    {
        ask.Terms = ask.Terms with { Limit = default };
        if (ObviousMatching.BestFor(book, ask) is not { } best) return false;
        long lowest = book.Fit.EffectiveLimit(best.Bid, ask.Spec.Sku)!.Value.Micros * (BasisPoints.One - Collar(book));
        long tick = book.Venue.Settings[Setting.TickMicros] * BasisPoints.One;
        ask.Terms = ask.Terms with { Limit = Price.FromMicros((lowest + tick - 1) / tick * book.Venue.Settings[Setting.TickMicros]) };
        return true;
    }

    private static int Collar(ObviousBook book) => (int)book.Venue.Settings[Setting.MarketCollarBasisPoints];

    private static Price OnTick(ObviousBook book, Price price) => Price.FromMicros(price.Micros - price.Micros % book.Venue.Settings[Setting.TickMicros]);
}
