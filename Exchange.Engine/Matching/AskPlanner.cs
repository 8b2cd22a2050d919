using Exchange.Engine.Books;
using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Matching;

/// <summary>Plans which resting bids an ask would fill, in price–time order, carving its rectangles as it goes. Changes nothing.</summary>
public sealed class AskPlanner
{
    private readonly ExchangeState state;
    private readonly BookWalk walk;
    private readonly List<Piece> pieces = [];
    private readonly PlannedMargin margin;
    private PlannedAsk planned;
    private int nextOrdinal;

    /// <summary>A planner over a state.</summary>
    public AskPlanner(ExchangeState state)
    {
        this.state = state;
        walk = state.Book.NewWalk();
        margin = new PlannedMargin(state);
    }

    /// <summary>The rectangles of the ask that is planned next; filled by the caller, carved by <see cref="Plan"/>.</summary>
    public IList<Piece> Pieces => pieces;

    /// <summary>Takes the rectangles of an open ask as the ones to plan with.</summary>
    public AskIntent Load(int slot)
    {
        pieces.Clear();
        for (int entry = state.Orders.FirstRectangle(slot); entry >= 0; entry = state.Orders.NextRectangle(entry))
        {
            ref readonly Rectangle rectangle = ref state.Orders.Rectangle(entry);
            pieces.Add(new Piece(rectangle.Ordinal, rectangle.Gpus, rectangle.Window));
        }

        return AskIntent.Of(state.Orders[slot]);
    }

    /// <summary>The highest price at which the ask whose rectangles are in <see cref="Pieces"/> could serve a bid now; the default where there is none.</summary>
    public Price BestPrice(in AskIntent ask)
    {
        Begin(ask with { Limit = default });
        for (int entry; (entry = walk.Next()) >= 0;)
        {
            ref readonly Order bid = ref state.Orders[state.Orders.Rectangle(entry).Order];
            StartBounds bounds = StartBounds.Of(bid.Delivery, state.Now, state.Settings);
            foreach (Piece piece in pieces)
            {
                if (CanServe(ask, bid, bounds, piece, bid.Open, out _, out _)) return state.Book.PriceOf(Side.Bid, walk.Key);
            }
        }

        return default;
    }

    /// <summary>Plans the ask whose rectangles are in <see cref="Pieces"/>.</summary>
    /// <param name="ask">The ask.</param>
    /// <param name="plan">Receives the plan; what was in it is forgotten.</param>
    public void Plan(in AskIntent ask, MatchPlan plan)
    {
        plan.Clear();
        nextOrdinal = ask.NextOrdinal;
        margin.Begin();
        planned = PlannedAsk.Of(ask, state.Settings.Margin(state.Specs[ask.Spec].Firmness), pieces);
        Begin(ask);
        AccountId owner = state.Accounts[ask.Account].Owner;
        while (pieces.Count > 0 && !plan.TakerGoes && !plan.FillLimitReached && !plan.MarginIsShort)
        {
            int entry = walk.Next();
            if (entry < 0) return;
            ref readonly Order bid = ref state.Orders[state.Orders.Rectangle(entry).Order];
            bool own = state.Accounts[bid.Account].Owner == owner;
            Price price = state.Book.PriceOf(Side.Bid, walk.Key);
            Serve(ask, bid, price, own, plan);
        }
    }

    /// <summary>Walks the plain bids that the ask may fill, as far as that is static, within its limit.</summary>
    private void Begin(in AskIntent ask)
    {
        walk.Begin();
        SkuBook book = state.Specs.Book(state.Specs[ask.Spec].Sku);
        long[] blocked = book.BlockedBids(state.Specs.Column(ask.Spec));
        int limit = LadderPool.MaxKey - state.Book.TicksOf(ask.Limit);
        for (int row = 0; row < Availability.GangRow; row++)
        {
            if (ServesSome(row)) walk.Add(book.BidRow(row), blocked, 1, limit);
        }
    }

    private bool ServesSome(int row)
    {
        foreach (Piece piece in pieces)
        {
            if (Availability.BidRowServes(row, piece.Window, state.Now, state.Settings.AtFillReachMinutes)) return true;
        }

        return false;
    }

    private void Serve(in AskIntent ask, in Order bid, Price price, bool own, MatchPlan plan)
    {
        ref readonly Spec spec = ref state.Specs[ask.Spec];
        StartBounds bounds = StartBounds.Of(bid.Delivery, state.Now, state.Settings);
        Gpus open = bid.Open;
        for (int i = 0; i < pieces.Count && open.Count > 0 && !plan.TakerGoes; i++)
        {
            Piece piece = pieces[i];
            if (!CanServe(ask, bid, bounds, piece, open, out Gpus taken, out Minute start)) continue;
            if (plan.Count >= state.Settings[Setting.MaxFillsPerCommand])
            {
                plan.FillLimitReached = true;
                return;
            }

            if (own)
            {
                if (!Prevent(ask, bid, i, taken, ref open, plan)) return;
            }
            else
            {
                Window window = bounds.From(start);
                Kept kept = Carving.Keep(spec, ask.Flags, piece, taken, window, state.Now);
                var step = new PlanStep(StepKind.Fill, bid.Id, piece.Ordinal, price, taken, window, kept);
                if (!margin.TryCarry(ref planned, ask.Account, piece, step))
                {
                    plan.MarginIsShort = true;
                    return;
                }

                plan.Add(step);
                open -= taken;
                Carve(i, taken, window, kept);
            }

            // What is left in this place, or what moved into it, may serve the bid too; and what completes the bid may be smaller than before.
            i = open < bid.MinFill ? -1 : i - 1;
        }
    }

    /// <summary>Whether a rectangle may serve so much of a bid now: chunk, minimum fill, window, and all that changes over time.</summary>
    private bool CanServe(in AskIntent ask, in Order bid, StartBounds bounds, Piece piece, Gpus open, out Gpus taken, out Minute start)
    {
        ref readonly Spec spec = ref state.Specs[ask.Spec];
        taken = Carving.Takeable(spec, piece.Gpus, open);
        if (!bounds.TryFit(piece.Window, out start) || bounds.Duration < spec.MinDuration) return false;
        if (taken.Count == 0 || (taken < bid.MinFill && taken != open)) return false;
        return Eligibility.Check(state, ask.Account, ask.Node, spec, bid.Account, state.Specs[bid.Requirement], start) == Mismatch.None;
    }

    private void Carve(int index, Gpus taken, Window window, Kept kept)
    {
        Piece piece = pieces[index];
        if ((kept & Kept.Beside) != 0) pieces[index] = piece with { Gpus = piece.Gpus - taken };
        else pieces.RemoveAt(index);
        if ((kept & Kept.Before) != 0) pieces.Add(new Piece(nextOrdinal++, taken, new Window(piece.Window.From, window.From)));
        if ((kept & Kept.After) != 0) pieces.Add(new Piece(nextOrdinal++, taken, new Window(window.Until, piece.Window.Until)));
    }

    /// <summary>What a bid of the ask's own account gives way by is there for the margin of what follows.</summary>
    private void NoteReturn(in AskIntent ask, in Order bid, Gpus open, Gpus left)
    {
        if (bid.Account != ask.Account) return;
        margin.Return(ask.Account, (open == bid.Open ? bid.Locked : Need(bid, open)) - Need(bid, left));
    }

    private Money Need(in Order bid, Gpus open) =>
        Locks.ForBid(Locks.Dearest(bid.Limit, bid.Requirement, state), open, bid.Delivery.Duration, state.Settings);

    /// <summary>Keeps two orders of one owner apart; says whether the ask may go on with the same bid.</summary>
    private bool Prevent(in AskIntent ask, in Order bid, int index, Gpus taken, ref Gpus open, MatchPlan plan)
    {
        Piece piece = pieces[index];
        switch (ask.SelfTrade)
        {
            case SelfTradePrevention.DecrementAndCancel:
                plan.Add(new PlanStep(StepKind.Prevent, bid.Id, piece.Ordinal, default, taken, default, default));
                NoteReturn(ask, bid, open, open - taken);
                open -= taken;
                planned = planned with { Offered = planned.Offered - (taken * piece.Window.Length) };
                if (piece.Gpus == taken) pieces.RemoveAt(index);
                else pieces[index] = piece with { Gpus = piece.Gpus - taken };
                return true;
            case SelfTradePrevention.CancelOldest:
                NoteReturn(ask, bid, open, default);
                plan.Add(new PlanStep(StepKind.CancelMaker, bid.Id, piece.Ordinal, default, default, default, default));
                return false;
            case SelfTradePrevention.CancelNewest:
                plan.TakerGoes = true;
                return false;
            default:
                plan.Add(new PlanStep(StepKind.CancelMaker, bid.Id, piece.Ordinal, default, default, default, default));
                plan.TakerGoes = true;
                return false;
        }
    }
}
