using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Values;

namespace Exchange.Tests.Specs.Language;

/// <summary>One event that a spec expects. What it leaves open is not compared.</summary>
public abstract record Expectation
{
    public abstract bool Describes(object told, Stage stage);
}

public sealed record RejectedExpectation(Refusal Reason) : Expectation
{
    public decimal? Shortfall { get; init; }

    public override bool Describes(object told, Stage stage) =>
        told is OrderRejected rejected && rejected.Reason == Reason && (Shortfall is null || rejected.Shortfall == Dollars.Amount(Shortfall.Value));
}

public sealed record RestedExpectation(string Order) : Expectation
{
    public override bool Describes(object told, Stage stage) => told is OrderRested rested && rested.Order == stage.Order(Order);
}

public sealed record FilledExpectation(string Ask, string Bid, int Gpus, decimal At) : Expectation
{
    public int? From { get; init; }
    public int? Until { get; init; }
    public Side? Taker { get; init; }
    public int? Remnant { get; init; }
    public Kept? Kept { get; init; }

    public override bool Describes(object told, Stage stage) =>
        told is OrderFilled filled
        && filled.Ask == stage.Order(Ask) && filled.Bid == stage.Order(Bid)
        && filled.Gpus.Count == Gpus && filled.Price == Dollars.PerGpuHour(At)
        && IsOrOpen(From, filled.Delivery.From) && IsOrOpen(Until, filled.Delivery.Until)
        && (Taker ?? filled.Taker) == filled.Taker
        && (Remnant ?? filled.Remnant) == filled.Remnant
        && (Kept ?? filled.Kept) == filled.Kept;

    private static bool IsOrOpen(int? expected, Minute minute) => expected is null || Stage.Dawn.Value + expected == minute.Value;
}

public sealed record WithdrawnExpectation(string Ask, int Remnant, long GpuMinutes) : Expectation
{
    public override bool Describes(object told, Stage stage) =>
        told is RemnantWithdrawn withdrawn && withdrawn == new RemnantWithdrawn(stage.Order(Ask), Remnant, new GpuMinutes(GpuMinutes));
}

public sealed record PreventedExpectation(string Maker, string Taker, int Gpus) : Expectation
{
    public override bool Describes(object told, Stage stage) =>
        told is SelfTradePrevented prevented && prevented.Maker == stage.Order(Maker) && prevented.Taker == stage.Order(Taker)
        && prevented.Gpus.Count == Gpus;
}

public sealed record ReducedExpectation(string Order, int Gpus) : Expectation
{
    public override bool Describes(object told, Stage stage) =>
        told is OrderReduced reduced && reduced.Order == stage.Order(Order) && reduced.Gpus.Count == Gpus;
}

public sealed record AmendedExpectation(string Order, int Gpus, decimal Limit) : Expectation
{
    public override bool Describes(object told, Stage stage) =>
        told is OrderAmended amended && amended == new OrderAmended(stage.Order(Order), new Gpus(Gpus), Dollars.PerGpuHour(Limit));
}

public sealed record CancelledExpectation(string Order, CancelReason Reason) : Expectation
{
    public override bool Describes(object told, Stage stage) => told is OrderCancelled cancelled && cancelled == new OrderCancelled(stage.Order(Order), Reason);
}
