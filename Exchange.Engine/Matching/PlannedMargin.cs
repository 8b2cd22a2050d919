using Exchange.Engine.Ledger;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Matching;

/// <summary>
/// What a plan draws on the money of those whose asks it fills. An ask that reaches beyond the lock horizon goes on locking as much as
/// before, so its leases need further money; and what one fill draws is not there for the next.
/// </summary>
internal sealed class PlannedMargin
{
    private readonly ExchangeState state;
    private Drawn[] drawn = new Drawn[64];
    private (int Slot, PlannedAsk Ask)[] asks = new (int, PlannedAsk)[64];
    private int count;
    private long plan;

    /// <summary>What plans over a state draw.</summary>
    public PlannedMargin(ExchangeState state) => this.state = state;

    /// <summary>Begins a plan that has drawn nothing yet.</summary>
    public void Begin() => (count, plan) = (0, plan + 1);

    /// <summary>Takes a fill into account, if the ask's owner can put up its margin beside all that is planned.</summary>
    /// <param name="slot">The ask.</param>
    /// <param name="carved">The rectangle that is carved.</param>
    /// <param name="step">The fill.</param>
    /// <returns>False, and nothing drawn, where it cannot.</returns>
    public bool TryCarry(int slot, in Piece carved, in PlanStep step)
    {
        ref readonly Order ask = ref state.Orders[slot];
        if (state.Settings.Margin(ask.Firmness).Value == 0) return true;
        (PlannedAsk after, Money draw) = Now(slot, carved.Ordinal).With(state, ask, carved, step);
        if (!TryDraw(ask.Account, draw)) return false;
        if (count == asks.Length) Array.Resize(ref asks, count * 2);
        asks[count++] = (slot, after);
        return true;
    }

    /// <summary>Takes into account that an ask goes, and its margin returns.</summary>
    /// <param name="slot">The ask.</param>
    /// <param name="ordinal">The rectangle of it that was met.</param>
    public void Remove(int slot, int ordinal) => TryDraw(state.Orders[slot].Account, -Now(slot, ordinal).Locked);

    /// <summary>The ask as the plan has left it. Only one of several rectangles is ever met after another of the same ask.</summary>
    private PlannedAsk Now(int slot, int ordinal)
    {
        ref readonly Order ask = ref state.Orders[slot];
        bool maybeMet = ordinal == MatchPlan.AfterPrevious || ask.FirstRectangle != ask.LastRectangle;
        for (int i = count - 1; maybeMet && i >= 0; i--)
        {
            if (asks[i].Slot == slot) return asks[i].Ask;
        }

        return PlannedAsk.Of(ask);
    }

    private bool TryDraw(AccountId account, Money amount)
    {
        if (account.Value >= drawn.Length) Array.Resize(ref drawn, Math.Max(account.Value + 1, drawn.Length * 2));
        ref Drawn of = ref drawn[account.Value];
        Money all = of.Plan == plan ? of.Amount + amount : amount;
        if (amount > Money.Zero && all > state.Accounts.Balance(account, AccountKind.Available)) return false;
        of = new(plan, all);
        return true;
    }

    private readonly record struct Drawn(long Plan, Money Amount);
}
