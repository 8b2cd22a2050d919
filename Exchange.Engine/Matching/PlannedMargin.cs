using Exchange.Engine.Ledger;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Matching;

/// <summary>
/// What a plan draws on the money of those whose asks are in it. An ask that reaches beyond the lock horizon goes on locking as much as
/// before, so its leases need further money; and what one fill draws is not there for the next.
/// </summary>
/// <remarks>Groups that could fill a bid whole are planned side by side, each as if it were the only one.</remarks>
internal sealed class PlannedMargin
{
    private readonly ExchangeState state;
    private readonly PlanTable<Money> drawn = new();
    private readonly PlanTable<PlannedAsk> asks = new();
    private PlannedAsk single;

    /// <summary>What plans over a state draw.</summary>
    public PlannedMargin(ExchangeState state) => this.state = state;

    /// <summary>Begins a plan that has drawn nothing yet.</summary>
    public void Begin()
    {
        drawn.Begin();
        asks.Begin();
    }

    /// <summary>Takes a fill of a resting ask into account, if its owner can put up its margin beside all that is planned.</summary>
    /// <param name="slot">The ask.</param>
    /// <param name="carved">The rectangle that is carved.</param>
    /// <param name="step">The fill.</param>
    /// <param name="group">The group in which it is planned.</param>
    /// <returns>False, and nothing drawn, where it cannot.</returns>
    public bool TryCarry(int slot, in Piece carved, in PlanStep step, int group = 0)
    {
        ref readonly Order ask = ref state.Orders[slot];
        return state.Settings.Margin(ask.Firmness).Value == 0 || TryCarry(ref Now(slot, carved.Ordinal, group), ask.Account, carved, step, group);
    }

    /// <summary>Takes a fill into account in which the ask takes; <paramref name="ask"/> is it as the plan has left it.</summary>
    /// <returns>False, and nothing drawn, where the margin cannot be put up.</returns>
    public bool TryCarry(ref PlannedAsk ask, AccountId account, in Piece carved, in PlanStep step) =>
        ask.Rate.Value == 0 || TryCarry(ref ask, account, carved, step, group: 0);

    /// <summary>Takes into account that an ask goes, and its margin returns.</summary>
    /// <param name="slot">The ask.</param>
    /// <param name="ordinal">The rectangle of it that was met.</param>
    public void Remove(int slot, int ordinal) => Return(state.Orders[slot].Account, Now(slot, ordinal, group: 0).Locked);

    /// <summary>Takes into account that so much becomes available to an account.</summary>
    public void Return(AccountId account, Money amount) => drawn.Find(0, account.Value, out _) -= amount;

    private bool TryCarry(ref PlannedAsk ask, AccountId account, in Piece carved, in PlanStep step, int group)
    {
        (PlannedAsk after, Money draw) = ask.With(state.Settings, carved, step);
        ref Money all = ref drawn.Find(group, account.Value, out _);
        if (draw > Money.Zero && all + draw > state.Accounts.Balance(account, AccountKind.Available)) return false;
        all += draw;
        ask = after;
        return true;
    }

    /// <summary>
    /// The ask as the plan has left it. Only what has several rectangles is met more than once; what has one goes on only with what the fill
    /// before left after its window.
    /// </summary>
    private ref PlannedAsk Now(int slot, int ordinal, int group)
    {
        ref readonly Order ask = ref state.Orders[slot];
        if (ask.FirstRectangle == ask.LastRectangle)
        {
            if (ordinal != MatchPlan.AfterPrevious) single = PlannedAsk.Of(ask, state.Settings);
            return ref single;
        }

        ref PlannedAsk planned = ref asks.Find(group, slot, out bool known);
        if (!known) planned = PlannedAsk.Of(ask, state.Settings);
        return ref planned;
    }
}
