using Exchange.Engine.Commands;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>Orders for a scheduled start leave the book five minutes before it; orders for now are exempt.</summary>
public sealed class GateClosureSpecs
{
    [Theory]
    [InlineData(6, true)]
    [InlineData(5, false)]
    public void A_start_nearer_than_gate_closure_is_refused(int start, bool taken)
    {
        Scenario scenario = Given().When(Buy(Bob, gpus: 1, limit: 2.00m) with { Between = (start, start) });
        if (taken) scenario.Then(Rested("bid"));
        else scenario.Then(Rejected(Refusal.GateClosed));
    }

    [Fact]
    public void A_scheduled_bid_leaves_when_its_gate_closes() =>
        Given(Buy(Bob, gpus: 1, limit: 2.00m) with { Between = (60, 60) }, Wait(54))
            .When(Wait(1))
            .Then(Cancelled("bid", CancelReason.GateClosed));

    [Fact]
    public void Until_then_it_stays() =>
        Given(Buy(Bob, gpus: 1, limit: 2.00m) with { Between = (60, 60) })
            .When(Wait(54))
            .ThenNothing()
            .Open("bid", 1);

    [Fact]
    public void A_start_with_leeway_moves_on_to_the_first_minute_behind_the_gate() =>
        Given(Buy(Bob, gpus: 1, limit: 2.00m) with { Between = (10, 100) }, Wait(20))
            .When(Sell(Alice, gpus: 1, at: 2.00m))
            .Then(Filled("ask", "bid", 1, 2.00m) with { From = 26 }, Rested("ask"));

    [Fact]
    public void An_order_for_now_is_exempt() =>
        Given(Sell(Alice, gpus: 1, at: 2.00m) with { From = 2 })
            .When(Buy(Bob, gpus: 1, limit: 2.00m))
            .Then(Filled("ask", "bid", 1, 2.00m) with { From = 2 });
}
