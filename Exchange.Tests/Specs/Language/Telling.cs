using Exchange.Engine.Events;
using Exchange.Engine.Values;

namespace Exchange.Tests.Specs.Language;

/// <summary>Events in the words of a trader, orders by their names, minutes from the beginning of the scene.</summary>
public static class Telling
{
    /// <summary>What happened to orders, in order; money, leases and the registry are left out.</summary>
    public static IReadOnlyList<(object Event, string Text)> Story(Stage stage)
    {
        var story = new List<(object, string)>();
        foreach (RecordedEvent occurred in stage.Told)
            if (Event(occurred) is { } told)
                story.Add((told, Tell(told, stage)));
        return story;
    }

    /// <summary>Every event as it was recorded, one a line.</summary>
    public static string Everything(Stage stage)
    {
        var lines = new List<string>();
        foreach (RecordedEvent occurred in stage.Told)
            lines.Add("  " + (Event(occurred) is { } told ? Tell(told, stage) : Other(occurred, stage)));
        return string.Join(Environment.NewLine, lines);
    }

    public static string Minute(Minute minute) => FormattableString.Invariant($"{minute.Value - Stage.Dawn.Value:+0;-0;+0}");

    private static object? Event(in RecordedEvent occurred) => occurred.Kind switch
    {
        EventKind.OrderRejected => occurred.As<OrderRejected>(),
        EventKind.OrderRested => occurred.As<OrderRested>(),
        EventKind.OrderFilled => occurred.As<OrderFilled>(),
        EventKind.RemnantWithdrawn => occurred.As<RemnantWithdrawn>(),
        EventKind.SelfTradePrevented => occurred.As<SelfTradePrevented>(),
        EventKind.OrderReduced => occurred.As<OrderReduced>(),
        EventKind.OrderAmended => occurred.As<OrderAmended>(),
        EventKind.OrderCancelled => occurred.As<OrderCancelled>(),
        _ => null,
    };

    private static string Tell(object told, Stage stage) => told switch
    {
        OrderRejected rejected => $"rejected: {rejected.Reason}{(rejected.Shortfall == Money.Zero ? "" : $", short of {rejected.Shortfall}")}",
        OrderRested rested => $"{stage.NameOf(rested.Order)} rests",
        OrderFilled filled => $"{stage.NameOf(filled.Bid)} gets {filled.Gpus} of {stage.NameOf(filled.Ask)} at {filled.Price} "
            + $"[{Minute(filled.Delivery.From)}, {Minute(filled.Delivery.Until)}), taker {filled.Taker}, remnant {filled.Remnant}, kept {filled.Kept}",
        RemnantWithdrawn withdrawn => $"{stage.NameOf(withdrawn.Order)} withdraws remnant {withdrawn.Remnant}, {withdrawn.Volume.Value} GPU-minutes",
        SelfTradePrevented prevented =>
            $"{stage.NameOf(prevented.Maker)} and {stage.NameOf(prevented.Taker)} have one owner: {prevented.Gpus} prevented",
        OrderReduced reduced => $"{stage.NameOf(reduced.Order)} is reduced to {reduced.Gpus}",
        OrderAmended amended => $"{stage.NameOf(amended.Order)} is amended to {amended.Gpus} at {amended.Limit}",
        OrderCancelled cancelled => $"{stage.NameOf(cancelled.Order)} is cancelled: {cancelled.Reason}",
        _ => told.ToString()!,
    };

    private static string Other(in RecordedEvent occurred, Stage stage)
    {
        switch (occurred.Kind)
        {
            case EventKind.MoneyMoved:
                MoneyMoved moved = occurred.As<MoneyMoved>();
                return $"({moved.Amount} from {moved.FromKind} of {moved.From.Value} to {moved.ToKind} of {moved.To.Value}: {moved.Reason} {stage.NameOf(moved.Order)})";
            case EventKind.TimeAdvanced:
                return $"(it is {Minute(occurred.As<TimeAdvanced>().Now)})";
            default:
                return $"({occurred.Kind})";
        }
    }
}
