using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>How fills, leases and money change the state.</summary>
internal static class FillEvolution
{
    public static void Fill(ExchangeState state, in OrderFilled filled)
    {
        if (filled.Fill.Value != state.NextFill) throw new InvariantBrokenException($"Fill {filled.Fill.Value} is out of order.");
        state.NextFill++;
        int bid = OrderEvolution.Slot(state, filled.Bid);
        int ask = OrderEvolution.Slot(state, filled.Ask);
        GpuMinutes volume = filled.Gpus * filled.Delivery.Length;
        state.Specs.Book(state.Specs[state.Orders[ask].Spec].Sku).LastFillMicros = filled.Price.Micros;
        Count(ref state.Orders[bid], filled, volume);
        Count(ref state.Orders[ask], filled, volume);
        Carve(state, ask, filled);
        state.Orders[bid].Open -= filled.Gpus;
        state.NoteSmaller(bid, filled.Gpus);
        if (state.Orders[bid].Open.Count == 0) state.Finish(bid);
        if (state.Orders[ask].FirstRectangle < 0) state.Finish(ask);
    }

    public static void Open(ExchangeState state, in LeaseOpened opened)
    {
        LeaseEvolution.Open(state, opened);
        if (opened.Margin == Money.Zero) return;
        int ask = OrderEvolution.Slot(state, opened.Ask);
        state.Orders[ask].Locked -= opened.Margin;
        state.ForgetIfSettled(ask);
    }

    public static void Move(ExchangeState state, in MoneyMoved moved)
    {
        state.Accounts.Move(moved.From, moved.FromKind, moved.To, moved.ToKind, moved.Amount);
        if (moved.Reason is MoveReason.Deposit or MoveReason.Withdrawal) Remember(state, moved);
        if (moved.Lease != default) Count(ref state.Leases[LeaseEvolution.Slot(state, moved.Lease)], moved);
        if (moved is { FromKind: AccountKind.Insurance, Reason: MoveReason.BuyInCover })
            state.Incidents.Insure(state.Leases[LeaseEvolution.Slot(state, moved.Lease)], moved.Amount);
        if (moved.Order.IsNone) return;
        int slot = OrderEvolution.Slot(state, moved.Order);
        ref Order order = ref state.Orders[slot];
        if (moved.ToKind is AccountKind.OrderHold or AccountKind.ProviderMargin) order.Locked += moved.Amount;
        if (moved.FromKind is AccountKind.OrderHold or AccountKind.ProviderMargin) order.Locked -= moved.Amount;
        if (moved.Reason == MoveReason.TakerFee) order.Fees += moved.Amount;
        state.ForgetIfSettled(slot);
    }

    private static void Count(ref Lease lease, in MoneyMoved moved)
    {
        if (moved.ToKind == AccountKind.LeaseEscrow) lease.Escrow += moved.Amount;
        if (moved.FromKind == AccountKind.LeaseEscrow) lease.Escrow -= moved.Amount;
        if (moved.ToKind == AccountKind.ProviderMargin) lease.Margin += moved.Amount;
        if (moved.FromKind == AccountKind.ProviderMargin) lease.Margin -= moved.Amount;
        if (moved.Reason == MoveReason.DeferredTakerFee) lease.TakerFeeOwed -= moved.Amount;
    }

    private static void Count(ref Order order, in OrderFilled filled, GpuMinutes volume)
    {
        order.Filled += filled.Gpus;
        order.Leased += volume;
        order.ExecutedValue += filled.Price * volume;
    }

    private static void Carve(ExchangeState state, int ask, in OrderFilled filled)
    {
        int entry = OrderEvolution.Entry(state, ask, filled.Remnant);
        Rectangle carved = state.Orders.Rectangle(entry);
        Gpus beside = carved.Gpus - filled.Gpus;
        bool keepBeside = (filled.Kept & Kept.Beside) != 0;
        state.ShrinkRemnant(entry, keepBeside ? filled.Gpus : carved.Gpus);
        if (!keepBeside) state.Orders[ask].Withdrawn += beside * carved.Window.Length;
        Part(state, ask, filled.Gpus, new Window(carved.Window.From, filled.Delivery.From), (filled.Kept & Kept.Before) != 0);
        Part(state, ask, filled.Gpus, new Window(filled.Delivery.Until, carved.Window.Until), (filled.Kept & Kept.After) != 0);
    }

    private static void Part(ExchangeState state, int ask, Gpus gpus, Window window, bool kept)
    {
        if (window.IsEmpty) return;
        if (!kept)
        {
            state.Orders[ask].Withdrawn += gpus * window.Length;
            return;
        }

        state.Orders[ask].Offered += gpus * window.Length;
        state.AddRemnant(ask, gpus, window);
    }

    private static void Remember(ExchangeState state, in MoneyMoved moved)
    {
        if (moved.Reference.IsNone) return;
        AccountId account = moved.Reason == MoveReason.Deposit ? moved.To : moved.From;
        state.Clients.Remember(account, moved.Reference, TermsDigest.Of(moved), 1);
    }
}
