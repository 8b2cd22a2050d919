using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Tests.Reference;
using Exchange.Tests.Specs.Language;
using Xunit.Sdk;

namespace Exchange.Tests.Properties;

/// <summary>What can be seen of the engine and of the reference, line by line, so that a difference reads as one.</summary>
public static class Differences
{
    public static void MustBeNone(Twins twins, ObviousMarket market, EventBatch told, Receipt receipt, bool accepted)
    {
        string engine = string.Join('\n', [$"accepted {receipt.Accepted}", .. Fills(told), .. Orders(twins.State), .. Money(twins.State)]);
        string reference = string.Join('\n', [$"accepted {accepted}", .. market.Fills.Select(Line), .. Orders(market), .. Money(market)]);
        if (market.Crossed() is { } bid) throw new XunitException($"After {twins.Command}: bid {bid.Id.Sequence} could be filled, and rests.\n{engine}");
        if (engine == reference) return;
        throw new XunitException(
            $"After {twins.Command} ({receipt.Refusal}):\n{string.Join('\n', Apart(engine.Split('\n'), reference.Split('\n')))}");
    }

    private static IEnumerable<string> Apart(string[] engine, string[] reference) =>
        engine.Except(reference).Select(line => $"  engine alone:    {line}")
            .Concat(reference.Except(engine).Select(line => $"  reference alone: {line}"))
            .DefaultIfEmpty("  the same lines in another order");

    private static List<string> Fills(EventBatch told)
    {
        var lines = new List<string>();
        foreach (RecordedEvent occurred in told)
        {
            if (occurred.Kind != EventKind.OrderFilled) continue;
            OrderFilled filled = occurred.As<OrderFilled>();
            lines.Add(Line(new ObviousFill(
                filled.Ask, filled.Bid, filled.Taker, filled.Price, filled.Gpus.Count, filled.Delivery.From.Value, filled.Delivery.Until.Value)));
        }

        return lines;
    }

    private static string Line(ObviousFill fill) => FormattableString.Invariant(
        $"fill {fill.Bid.Sequence} from {fill.Ask.Sequence}, taker {fill.Taker}, {fill.Gpus} at {fill.Price.Micros} [{fill.From - Scene.Dawn}, {fill.Until - Scene.Dawn})");

    private static IEnumerable<string> Orders(ExchangeState state) => Balance.OpenSlots(state)
        .Select(slot => state.Orders[slot])
        .OrderBy(order => order.Id.Value)
        .Select(order => order.Side == Side.Bid
            ? FormattableString.Invariant($"bid {order.Id.Sequence} wants {order.Open.Count} at {order.Limit.Micros}")
            : FormattableString.Invariant($"ask {order.Id.Sequence} at {order.Limit.Micros}: {string.Join(' ', Rectangles(state, order.Id.Slot))}"));

    private static IEnumerable<string> Orders(ObviousMarket market) => market.Bids
        .Select(bid => (bid.Id, Line: FormattableString.Invariant($"bid {bid.Id.Sequence} wants {bid.Open} at {bid.Terms.Limit.Micros}")))
        .Concat(market.Asks.Select(ask => (ask.Id, Line: FormattableString.Invariant(
            $"ask {ask.Id.Sequence} at {ask.Terms.Limit.Micros}: {string.Join(' ', ask.Rectangles.OrderBy(part => part.Number).Select(Line))}"))))
        .OrderBy(order => order.Id.Value)
        .Select(order => order.Line);

    private static List<string> Rectangles(ExchangeState state, int slot)
    {
        var parts = new List<ObviousRectangle>();
        for (int entry = state.Orders.FirstRectangle(slot); entry >= 0; entry = state.Orders.NextRectangle(entry))
        {
            Rectangle part = state.Orders.Rectangle(entry);
            parts.Add(new ObviousRectangle(part.Ordinal, part.Gpus.Count, part.Window.From.Value, part.Window.Until.Value));
        }

        return [.. parts.OrderBy(part => part.Number).Select(Line)];
    }

    private static string Line(ObviousRectangle part) => FormattableString.Invariant(
        $"#{part.Number} {part.Gpus}×[{part.From - Scene.Dawn}, {part.Until - Scene.Dawn})");

    private static IEnumerable<string> Money(ExchangeState state) =>
        from account in Enumerable.Range(0, state.Accounts.Count)
        from kind in Enum.GetValues<AccountKind>()
        let balance = state.Accounts.Balance(new AccountId(account), kind).Sixtieths
        where balance != 0
        select FormattableString.Invariant($"{kind} of {account}: {balance}");

    private static IEnumerable<string> Money(ObviousMarket market) => market.Balances
        .Where(purse => purse.Value != 0)
        .OrderBy(purse => purse.Key.Account.Value)
        .ThenBy(purse => purse.Key.Kind)
        .Select(purse => FormattableString.Invariant($"{purse.Key.Kind} of {purse.Key.Account.Value}: {purse.Value}"));
}
