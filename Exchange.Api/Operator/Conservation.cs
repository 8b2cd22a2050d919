using Exchange.Engine.Commands;
using Exchange.Engine.Ledger;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Api.Operator;

/// <summary>Recounts a state from its parts: whether money and GPU-minutes are all there, and every lock stands behind something.</summary>
/// <remarks>Reads the state and changes nothing.</remarks>
public static class Conservation
{
    /// <summary>All checks.</summary>
    public static ConservationAnswer Of(ExchangeState state)
    {
        Totals totals = CountAsks(state, out long broken);
        return new ConservationAnswer(
            state.Position,
            [
                Same("sum_of_all_accounts_is_zero", 0, (long)Int128.Clamp(state.Accounts.Sum(), long.MinValue, long.MaxValue)),
                Same("negative_balances_are_none", 0, NegativeBalances(state)),
                Same("holds_without_bids_behind_them_are_none", 0, AccountsOff(state, AccountKind.OrderHold, BidLocks(state))),
                Same("margins_without_asks_and_leases_behind_them_are_none", 0, AccountsOff(state, AccountKind.ProviderMargin, Margins(state))),
                Same("escrows_without_leases_behind_them_are_none", 0, AccountsOff(state, AccountKind.LeaseEscrow, Escrows(state))),
                Same("asks_that_do_not_add_up_are_none", 0, broken),
                Same("offered_is_resting_leased_and_withdrawn", totals.Offered, totals.Resting + totals.Leased + totals.Withdrawn),
                Same("nodes_promised_beyond_their_units_are_none", 0, NodesBeyondTheirUnits(state)),
            ],
            totals.Offered, totals.Resting, totals.Leased, totals.Withdrawn);
    }

    private static ConservationCheck Same(string name, long expected, long found) => new(name, expected == found, expected, found);

    private static Totals CountAsks(ExchangeState state, out long broken)
    {
        (Totals totals, broken) = (default, 0);
        for (int slot = 0; slot < state.Orders.Slots; slot++)
        {
            ref readonly Order order = ref state.Orders[slot];
            if (order.Id.IsNone || order.Side != Side.Ask) continue;
            long resting = 0;
            for (int entry = state.Orders.FirstRectangle(slot); entry >= 0; entry = state.Orders.NextRectangle(entry))
                resting += (state.Orders.Rectangle(entry).Gpus * state.Orders.Rectangle(entry).Window.Length).Value;
            var ask = new Totals((order.Gpus * order.Window.Length).Value, resting, order.Leased.Value, order.Withdrawn.Value);
            if (resting != order.Offered.Value || ask.Offered != ask.Resting + ask.Leased + ask.Withdrawn) broken++;
            totals = totals + ask;
        }

        return totals;
    }

    private static int NegativeBalances(ExchangeState state)
    {
        int negative = 0;
        for (int account = 0; account < state.Accounts.Count; account++)
            foreach (AccountKind kind in Enum.GetValues<AccountKind>())
                if (kind != AccountKind.External && state.Accounts.Balance(new AccountId(account), kind) < Money.Zero) negative++;
        return negative;
    }

    private static int AccountsOff(ExchangeState state, AccountKind kind, Dictionary<AccountId, Money> needed)
    {
        int off = 0;
        for (int account = 0; account < state.Accounts.Count; account++)
        {
            Money held = state.Accounts.Balance(new AccountId(account), kind);
            Money behind = needed.GetValueOrDefault(new AccountId(account));
            if (held != behind) off++;
        }

        return off;
    }

    private static Dictionary<AccountId, Money> BidLocks(ExchangeState state) => OrderLocks(state, Side.Bid);

    private static Dictionary<AccountId, Money> Margins(ExchangeState state)
    {
        Dictionary<AccountId, Money> margins = OrderLocks(state, Side.Ask);
        foreach (FillId lease in state.Leases.All)
        {
            ref readonly Lease open = ref state.Leases[state.Leases.Find(lease)];
            margins[open.Terms.Provider] = margins.GetValueOrDefault(open.Terms.Provider) + open.Margin;
        }

        return margins;
    }

    private static Dictionary<AccountId, Money> Escrows(ExchangeState state)
    {
        Dictionary<AccountId, Money> escrows = [];
        foreach (FillId lease in state.Leases.All)
        {
            ref readonly Lease open = ref state.Leases[state.Leases.Find(lease)];
            escrows[open.Terms.Buyer] = escrows.GetValueOrDefault(open.Terms.Buyer) + open.Escrow;
        }

        return escrows;
    }

    private static Dictionary<AccountId, Money> OrderLocks(ExchangeState state, Side side)
    {
        Dictionary<AccountId, Money> locks = [];
        for (int slot = 0; slot < state.Orders.Slots; slot++)
        {
            ref readonly Order order = ref state.Orders[slot];
            if (!order.Id.IsNone && order.Side == side) locks[order.Account] = locks.GetValueOrDefault(order.Account) + order.Locked;
        }

        return locks;
    }

    private static int NodesBeyondTheirUnits(ExchangeState state)
    {
        var promised = new Dictionary<NodeId, SortedDictionary<int, int>>();
        for (int slot = 0; slot < state.Orders.Slots; slot++)
        {
            ref readonly Order order = ref state.Orders[slot];
            if (order.Id.IsNone || order.Side != Side.Ask) continue;
            for (int entry = state.Orders.FirstRectangle(slot); entry >= 0; entry = state.Orders.NextRectangle(entry))
                Promise(promised, order.Node, state.Orders.Rectangle(entry).Gpus, state.Orders.Rectangle(entry).Window);
        }

        foreach (FillId lease in state.Leases.All)
        {
            ref readonly Lease open = ref state.Leases[state.Leases.Find(lease)];
            Promise(promised, open.Terms.Node, open.Terms.Gpus, open.Window);
        }

        return promised.Count(node => Peak(node.Value) > state.Fleet[node.Key].Units.Count);
    }

    private static void Promise(Dictionary<NodeId, SortedDictionary<int, int>> promised, NodeId node, Gpus gpus, Window window)
    {
        if (!promised.TryGetValue(node, out SortedDictionary<int, int>? changes)) promised.Add(node, changes = []);
        changes[window.From.Value] = changes.GetValueOrDefault(window.From.Value) + gpus.Count;
        changes[window.Until.Value] = changes.GetValueOrDefault(window.Until.Value) - gpus.Count;
    }

    private static int Peak(SortedDictionary<int, int> changes)
    {
        (int taken, int peak) = (0, 0);
        foreach (int change in changes.Values) peak = Math.Max(peak, taken += change);
        return peak;
    }

    private readonly record struct Totals(long Offered, long Resting, long Leased, long Withdrawn)
    {
        public static Totals operator +(Totals left, Totals right) => new(
            left.Offered + right.Offered, left.Resting + right.Resting, left.Leased + right.Leased, left.Withdrawn + right.Withdrawn);
    }
}

/// <summary>Whether everything is there.</summary>
/// <param name="Position">The position of the last event counted.</param>
/// <param name="Checks">Each check.</param>
/// <param name="OfferedGpuMinutes">Over all asks that the engine still knows: what they were placed with.</param>
/// <param name="RestingGpuMinutes">What of that is in the book.</param>
/// <param name="LeasedGpuMinutes">What of that was leased.</param>
/// <param name="WithdrawnGpuMinutes">What of that was withdrawn.</param>
public sealed record ConservationAnswer(
    long Position, IReadOnlyList<ConservationCheck> Checks, long OfferedGpuMinutes, long RestingGpuMinutes, long LeasedGpuMinutes, long WithdrawnGpuMinutes);

/// <summary>One check.</summary>
/// <param name="Name">What shall hold, in snake case.</param>
/// <param name="Holds">Whether it does.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Found">What was counted.</param>
public sealed record ConservationCheck(string Name, bool Holds, long Expected, long Found);
