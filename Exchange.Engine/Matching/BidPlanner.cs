using Exchange.Engine.Books;
using Exchange.Engine.Commands;
using Exchange.Engine.Decisions;
using Exchange.Engine.Markets;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Matching;

/// <summary>Plans what a bid would take from the resting asks, in price–time order. Reads the state and changes nothing.</summary>
public sealed class BidPlanner
{
    /// <summary>The most resting rectangles that a bid with which the exchange buys in passes over; where it met as many, it looks no further.</summary>
    public const int MaxPassedOver = 65_536;

    private readonly ExchangeState state;
    private readonly int maxPassedOver;
    private readonly BookWalk walk;
    private readonly PlannedMargin margin;
    private readonly List<int> passedOver = [];
    private int lookedAtAgain;

    /// <summary>A planner over a state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="maxPassedOver">The most rectangles that cannot replace a failed lease before it looks no further.</param>
    public BidPlanner(ExchangeState state, int maxPassedOver = MaxPassedOver)
    {
        this.state = state;
        this.maxPassedOver = maxPassedOver;
        walk = state.Book.NewWalk();
        margin = new PlannedMargin(state);
    }

    /// <summary>The limit that protects the bid as a market order: the collar around the best price at which it could take something now.</summary>
    /// <returns>The default where there is nothing to take.</returns>
    public Price MarketLimit(in BidIntent bid)
    {
        StartBounds bounds = StartBounds.Of(bid.Delivery, state.Now, state.Settings);
        Begin(bid with { Limit = state.Book.PriceOf(Side.Ask, LadderPool.MaxKey) }, bounds);
        for (int entry; (entry = walk.Next()) >= 0;)
        {
            ref readonly Rectangle rectangle = ref state.Orders.Rectangle(entry);
            ref readonly Order ask = ref state.Orders[rectangle.Order];
            ref readonly Spec spec = ref state.Specs[ask.Spec];
            ref readonly Requirement requirement = ref state.Specs[bid.Requirement];
            if (!TryFit(bid, bounds, new Piece(rectangle.Ordinal, rectangle.Gpus, rectangle.Window), spec, bid.Open, out _, out Minute start)) continue;
            if (Eligibility.Check(state, ask.Account, ask.Node, spec, bid.Account, requirement, start) != Mismatch.None) continue;
            var factor = new BasisPoints(Compatibility.FactorOf(requirement, spec.Sku));
            return OrderRules.Unscaled(state, OrderRules.Collar(state, Side.Bid, ask.Limit), factor);
        }

        return default;
    }

    /// <summary>Plans a bid that may be filled in parts.</summary>
    /// <param name="bid">The bid.</param>
    /// <param name="plan">Receives the plan; what was in it is forgotten.</param>
    public void Plan(in BidIntent bid, MatchPlan plan) => Plan(bid, default, plan);

    /// <summary>Plans a bid with which the exchange buys in.</summary>
    /// <param name="bid">The bid.</param>
    /// <param name="replacing">What may not replace the lease.</param>
    /// <param name="plan">Receives the plan; what was in it is forgotten.</param>
    public void Plan(in BidIntent bid, in Replacing replacing, MatchPlan plan)
    {
        plan.Clear();
        StartBounds bounds = StartBounds.Of(bid.Delivery, state.Now, state.Settings);
        Begin(bid, bounds);
        margin.Begin();
        passedOver.Clear();
        lookedAtAgain = 0;
        AccountId owner = state.Accounts[bid.Account].Owner;
        Gpus open = bid.Open;
        int unfit = 0;
        while (open.Count > 0 && !plan.TakerGoes && unfit < maxPassedOver)
        {
            int entry = Next(bid, open);
            if (entry < 0) return;
            ref readonly Rectangle rectangle = ref state.Orders.Rectangle(entry);
            ref readonly Order ask = ref state.Orders[rectangle.Order];
            if (IsBelowMinimum(bid, open, Carving.Takeable(state.Specs[ask.Spec], rectangle.Gpus, open)))
            {
                passedOver.Add(entry);
                continue;
            }

            if (ask.FirstRectangle != ask.LastRectangle && plan.Removes(ask.Id)) continue;
            if (plan.Count >= state.Settings[Setting.MaxFillsPerCommand])
            {
                plan.FillLimitReached = true;
                return;
            }

            AccountId seller = state.Accounts[ask.Account].Owner;
            if (replacing.PassesOver(ask, seller, owner)) unfit++;
            else if (seller == owner) Prevent(bid, bounds, rectangle, ask, ref open, plan);
            else Take(bid, bounds, rectangle, ask, ref open, plan);
        }
    }

    /// <summary>Starts a walk over the asks that a bid may take, as far as that is static, within its limit.</summary>
    internal BookWalk Begin(in BidIntent bid, StartBounds bounds)
    {
        walk.Begin();
        ReadOnlySpan<SkuFactor> skus = state.Specs[bid.Requirement].Skus.Items;
        int reach = state.Settings.AtFillReachMinutes;
        for (int place = 0; place < skus.Length; place++)
        {
            SkuBook book = state.Specs.Book(skus[place].Sku);
            long[] blocked = book.BlockedAsks(state.Specs.Column(bid.Requirement, place));
            int limit = state.Book.EffectiveTicks(bid.Limit, skus[place].Factor);
            for (int row = 0; row < Availability.AskRows; row++)
            {
                if (!Availability.AskRowServes(row, bounds.Latest, bounds.Duration.Count, state.Now, reach)) continue;
                walk.Add(book.AskRow(row), blocked, skus[place].Factor.Value, limit);
            }
        }

        return walk;
    }

    /// <summary>
    /// The next entry to try. What completes the bid may be smaller than its minimum fill: once so little is open, what was passed over
    /// for being too small is looked at again.
    /// </summary>
    private int Next(in BidIntent bid, Gpus open) =>
        open < bid.MinFill && lookedAtAgain < passedOver.Count ? passedOver[lookedAtAgain++] : walk.Next();

    private static bool IsBelowMinimum(in BidIntent bid, Gpus open, Gpus taken) =>
        taken < bid.MinFill && taken != open && taken.Count > 0 && open >= bid.MinFill;

    private void Take(in BidIntent bid, StartBounds bounds, in Rectangle rectangle, in Order ask, ref Gpus open, MatchPlan plan)
    {
        ref readonly Spec spec = ref state.Specs[ask.Spec];
        var piece = new Piece(rectangle.Ordinal, rectangle.Gpus, rectangle.Window);
        while (open.Count > 0 && TryFit(bid, bounds, piece, spec, open, out Gpus taken, out Minute start))
        {
            if (Eligibility.Check(state, ask.Account, ask.Node, spec, bid.Account, state.Specs[bid.Requirement], start) != Mismatch.None) return;
            if (plan.Count >= state.Settings[Setting.MaxFillsPerCommand]) return;
            Window window = bounds.From(start);
            var kept = Carving.Keep(spec, ask.Flags, piece, taken, window, state.Now);
            var step = new PlanStep(StepKind.Fill, ask.Id, piece.Ordinal, ask.Limit, taken, window, kept);
            if (!margin.TryCarry(rectangle.Order, piece, step))
            {
                margin.Remove(rectangle.Order, piece.Ordinal);
                plan.Add(new PlanStep(StepKind.MarginShort, ask.Id, piece.Ordinal, ask.Limit, default, default, default));
                return;
            }

            plan.Add(step);
            open -= taken;
            if ((kept & Events.Kept.After) == 0) return;
            piece = new Piece(MatchPlan.AfterPrevious, taken, new Window(window.Until, piece.Window.Until));
        }
    }

    private static bool TryFit(in BidIntent bid, StartBounds bounds, in Piece piece, in Spec spec, Gpus open, out Gpus taken, out Minute start)
    {
        taken = Carving.Takeable(spec, piece.Gpus, open);
        bool fits = bounds.TryFit(piece.Window, out start) && bounds.Duration >= spec.MinDuration;
        return fits && taken.Count > 0 && (taken >= bid.MinFill || taken == open);
    }

    private void Prevent(in BidIntent bid, StartBounds bounds, in Rectangle rectangle, in Order ask, ref Gpus open, MatchPlan plan)
    {
        ref readonly Spec spec = ref state.Specs[ask.Spec];
        var piece = new Piece(rectangle.Ordinal, rectangle.Gpus, rectangle.Window);
        if (!TryFit(bid, bounds, piece, spec, open, out Gpus taken, out Minute start)) return;
        if (Eligibility.Check(state, ask.Account, ask.Node, spec, bid.Account, state.Specs[bid.Requirement], start) != Mismatch.None) return;
        switch (bid.SelfTrade)
        {
            case SelfTradePrevention.DecrementAndCancel:
                plan.Add(new PlanStep(StepKind.Prevent, ask.Id, rectangle.Ordinal, ask.Limit, taken, default, default));
                open -= taken;
                break;
            case SelfTradePrevention.CancelOldest:
                plan.Add(new PlanStep(StepKind.CancelMaker, ask.Id, rectangle.Ordinal, ask.Limit, default, default, default));
                break;
            case SelfTradePrevention.CancelNewest:
                plan.TakerGoes = true;
                break;
            case SelfTradePrevention.CancelBoth:
                plan.Add(new PlanStep(StepKind.CancelMaker, ask.Id, rectangle.Ordinal, ask.Limit, default, default, default));
                plan.TakerGoes = true;
                break;
        }
    }
}
