using Exchange.Engine.Books;
using Exchange.Engine.Commands;
using Exchange.Engine.Matching;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Api.Products;

/// <summary>An ask that some requirement would see.</summary>
/// <param name="Order">The ask.</param>
/// <param name="Price">The lowest limit of a bid that reaches it: its own price, divided by the factor of its SKU and rounded up to the tick.</param>
/// <param name="Gpus">GPUs that a bid could take now.</param>
public readonly record struct SeenAsk(OrderId Order, Price Price, int Gpus);

/// <summary>The asks that satisfy a requirement and could deliver now for a duration, as any buyer would meet them: the best first.</summary>
/// <remarks>
/// Minimum chunks are not looked at, since nothing is known of how many GPUs are wanted; asks for certain buyers alone are left out.
/// Reads the state and changes nothing; the requirement need not be known to the market.
/// </remarks>
public static class RequiredBook
{
    /// <summary>The asks, as far as they are among the first so many rectangles of offers that satisfy the requirement.</summary>
    public static List<SeenAsk> Of(ExchangeState state, in Requirement requirement, Minutes duration, int maxRectangles)
    {
        StartBounds bounds = StartBounds.Of(Delivery.AtFill(duration), state.Now, state.Settings);
        BookWalk walk = Begin(state, requirement, bounds);
        var seen = new List<SeenAsk>();
        var places = new Dictionary<OrderId, int>();
        for (int looked = 0; looked < maxRectangles && walk.Next() is var entry and >= 0; looked++)
        {
            ref readonly Rectangle rectangle = ref state.Orders.Rectangle(entry);
            ref readonly Order ask = ref state.Orders[rectangle.Order];
            ref readonly Spec spec = ref state.Specs[ask.Spec];
            if (duration < spec.MinDuration || !bounds.TryFit(rectangle.Window, out Minute start)) continue;
            if (Eligibility.Check(state, ask.Account, ask.Node, spec, default, requirement, start) != Mismatch.None) continue;
            if (places.TryAdd(ask.Id, seen.Count)) seen.Add(new SeenAsk(ask.Id, LimitThatReaches(state, walk), 0));
            int place = places[ask.Id];
            seen[place] = seen[place] with { Gpus = seen[place].Gpus + rectangle.Gpus.Count };
        }

        return seen;
    }

    private static BookWalk Begin(ExchangeState state, in Requirement requirement, StartBounds bounds)
    {
        BookWalk walk = state.Book.NewWalk();
        walk.Begin();
        Price dearest = state.Book.PriceOf(Side.Ask, LadderPool.MaxKey);
        foreach (SkuFactor accepted in requirement.Skus.Items)
        {
            SkuBook book = state.Specs.Book(accepted.Sku);
            long[] blocked = Blocked(state, book, requirement);
            for (int row = 0; row < Availability.AskRows; row++)
            {
                if (Availability.AskRowServes(row, bounds.Latest, bounds.Duration.Count, state.Now, state.Settings.AtFillReachMinutes))
                    walk.Add(book.AskRow(row), blocked, accepted.Factor.Value, state.Book.EffectiveTicks(dearest, accepted.Factor));
            }
        }

        return walk;
    }

    private static long[] Blocked(ExchangeState state, SkuBook book, in Requirement requirement)
    {
        var blocked = new long[BookRow.Padded(Math.Max(book.AskColumns.Count, 1))];
        blocked.AsSpan().Fill(BookRow.Empty);
        for (int column = 0; column < book.AskColumns.Count; column++)
            if (Compatibility.Compare(state.Specs[book.AskColumns[column]], state.Specs[book.Sku], requirement) == Mismatch.None) blocked[column] = 0;
        return blocked;
    }

    private static Price LimitThatReaches(ExchangeState state, BookWalk walk)
    {
        long ticks = (((long)walk.Key * BasisPoints.One) + walk.Factor - 1) / walk.Factor;
        return Price.FromMicros(ticks * state.Settings.TickMicros);
    }
}
