using Exchange.Engine.Ledger;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Matching;

/// <summary>What each group that could fill a bid whole would draw on the money of those whose asks are in it.</summary>
internal sealed class GroupMargin
{
    private readonly ExchangeState state;
    private readonly Dictionary<(int Group, AccountId Account), Money> drawn = [];
    private readonly Dictionary<(int Group, int Slot), PlannedAsk> asks = [];

    /// <summary>What groups over a state draw.</summary>
    public GroupMargin(ExchangeState state) => this.state = state;

    /// <summary>Begins with groups that have drawn nothing yet.</summary>
    public void Begin()
    {
        drawn.Clear();
        asks.Clear();
    }

    /// <summary>Takes a group's fill into account, if the ask's owner can put up its margin beside all that is in the group already.</summary>
    /// <param name="group">The group.</param>
    /// <param name="slot">The ask.</param>
    /// <param name="carved">The rectangle that is carved.</param>
    /// <param name="step">The fill.</param>
    /// <returns>False, and nothing drawn, where it cannot.</returns>
    public bool TryCarry(int group, int slot, in Piece carved, in PlanStep step)
    {
        ref readonly Order ask = ref state.Orders[slot];
        if (state.Settings.Margin(ask.Firmness).Value == 0) return true;
        PlannedAsk before = asks.TryGetValue((group, slot), out PlannedAsk known) ? known : PlannedAsk.Of(ask);
        (PlannedAsk after, Money draw) = before.With(state, ask, carved, step);
        Money all = drawn.GetValueOrDefault((group, ask.Account)) + draw;
        if (draw > Money.Zero && all > state.Accounts.Balance(ask.Account, AccountKind.Available)) return false;
        drawn[(group, ask.Account)] = all;
        asks[(group, slot)] = after;
        return true;
    }
}
