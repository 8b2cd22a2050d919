using Exchange.Engine.Commands;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>How long an order stays: good till cancelled, good till a minute, immediate, whole or not at all.</summary>
public sealed class TimeInForceSpecs
{
    [Fact]
    public void Good_till_cancelled_stays_for_days() =>
        Given(Buy(Bob, gpus: 1, limit: 2.00m)).When(Wait(10_000)).ThenNothing().Open("bid", 1);

    [Fact]
    public void Good_till_time_goes_when_its_minute_begins() =>
        Given(Buy(Bob, gpus: 1, limit: 2.00m) with { On = Till(30) }, Wait(29))
            .When(Wait(1))
            .Then(Cancelled("bid", CancelReason.Expired));

    [Fact]
    public void Until_its_minute_it_stays() =>
        Given(Buy(Bob, gpus: 1, limit: 2.00m) with { On = Till(30) }).When(Wait(29)).ThenNothing().Open("bid", 1);

    [Fact]
    public void An_ask_may_be_good_till_a_time_too() =>
        Given(Sell(Alice, gpus: 1, at: 2.00m) with { On = AskTill(30) })
            .When(Wait(30))
            .Then(Cancelled("ask", CancelReason.Expired));

    [Fact]
    public void What_expires_in_a_commands_minute_does_not_trade_with_it() =>
        Given(Buy(Carol, 1, 1.00m, "other"), Sell(Alice, gpus: 1, at: 2.00m) with { On = AskTill(30) }, Do(stage => stage.Wait(30)))
            .When(Buy(Bob, gpus: 1, limit: 2.00m))
            .Then(Cancelled("ask", CancelReason.Expired), Rested("bid"))
            .Open("ask", 0);

    [Fact]
    public void An_expiry_that_has_passed_is_refused() =>
        Given(Wait(30)).When(Buy(Bob, gpus: 1, limit: 2.00m) with { On = Till(30) }).Then(Rejected(Refusal.ExpiryPassed));

    [Fact]
    public void Immediate_or_cancel_takes_what_is_there_and_does_not_rest() =>
        Given(Sell(Alice, gpus: 3, at: 2.00m))
            .When(Buy(Bob, gpus: 5, limit: 2.00m) with { On = Force(TimeInForce.ImmediateOrCancel) })
            .Then(Filled("ask", "bid", 3, 2.00m), Cancelled("bid", CancelReason.ImmediateOrCancel))
            .When(Sell(Carol, 5, 1.90m, "later"))
            .Then(Rested("later"));

    [Fact]
    public void An_immediate_ask_does_not_rest_either() =>
        Given(Buy(Bob, gpus: 3, limit: 2.00m))
            .When(Sell(Alice, gpus: 5, at: 2.00m) with { On = AskForce(TimeInForce.ImmediateOrCancel) })
            .Then(Filled("ask", "bid", 3, 2.00m), Cancelled("ask", CancelReason.ImmediateOrCancel))
            .When(Buy(Bob, 5, 2.50m, "later"))
            .Then(Rested("later"));

    [Fact]
    public void Fill_or_kill_fills_whole() =>
        Given(Sell(Alice, 3, 2.00m, "a"), Sell(Carol, 2, 2.10m, "b"))
            .When(Buy(Bob, gpus: 5, limit: 2.10m) with { On = Force(TimeInForce.FillOrKill) })
            .Then(Filled("a", "bid", 3, 2.00m), Filled("b", "bid", 2, 2.10m));

    [Fact]
    public void Fill_or_kill_takes_nothing_where_one_GPU_is_missing() =>
        Given(Sell(Alice, 3, 2.00m, "a"), Sell(Carol, 1, 2.10m, "b"))
            .When(Buy(Bob, gpus: 5, limit: 2.10m) with { On = Force(TimeInForce.FillOrKill) })
            .Then(Cancelled("bid", CancelReason.FillOrKill))
            .Open("a", 3)
            .Open("b", 1);

    [Fact]
    public void Fill_or_kill_counts_only_what_it_can_reach()
    {
        var killed = Buy(Bob, gpus: 5, limit: 2.10m) with { On = Force(TimeInForce.FillOrKill) };
        Given(Sell(Alice, 3, 2.00m, "a"), Sell(Carol, 2, 2.11m, "too dear")).When(killed).Then(Cancelled("bid", CancelReason.FillOrKill));
        Given(Sell(Alice, 3, 2.00m, "a"), Sell(Carol, 2, 2.00m, "tomorrow") with { From = 1_440 })
            .When(killed)
            .Then(Cancelled("bid", CancelReason.FillOrKill));
        Given(Sell(Alice, 3, 2.00m, "a"), Sell(Carol, 4, 2.00m, "in fours") with { Offering = spec => spec with { MinChunk = new(4) } })
            .When(killed)
            .Then(Cancelled("bid", CancelReason.FillOrKill));
        Given(Sell(Alice, 3, 2.00m, "a"), Sell(Carol, 2, 1.80m, "other product") with { Sku = Cast.H100Pcie })
            .When(killed)
            .Then(Cancelled("bid", CancelReason.FillOrKill));
    }

    [Fact]
    public void A_fill_or_kill_ask_sells_all_its_GPUs_or_none()
    {
        var whole = Sell(Alice, gpus: 5, at: 2.00m) with { On = AskForce(TimeInForce.FillOrKill) };
        Given(Buy(Bob, 3, 2.00m, "a"), Buy(Carol, 2, 2.10m, "b"))
            .When(whole)
            .Then(Filled("ask", "b", 2, 2.10m), Filled("ask", "a", 3, 2.00m), Cancelled("ask", CancelReason.FillOrKill));
        Given(Buy(Bob, 3, 2.00m, "a"), Buy(Carol, 1, 2.10m, "b"))
            .When(whole)
            .Then(Cancelled("ask", CancelReason.FillOrKill))
            .Open("a", 3);
    }

    [Fact]
    public void A_fill_or_kill_ask_does_not_count_what_would_be_withdrawn_as_sold() =>
        Given(Buy(Bob, gpus: 4, limit: 2.00m))
            .When(Sell(Alice, gpus: 5, at: 2.00m) with
            {
                Offering = spec => spec with { MinChunk = new(2) },
                On = AskForce(TimeInForce.FillOrKill),
            })
            .Then(Cancelled("ask", CancelReason.FillOrKill))
            .Open("bid", 4);

    private static Func<BidTerms, BidTerms> Force(TimeInForce force) => terms => terms with { TimeInForce = force };

    private static Func<AskTerms, AskTerms> AskForce(TimeInForce force) => terms => terms with { TimeInForce = force };

    private static Func<BidTerms, BidTerms> Till(int minute) => terms =>
        terms with { TimeInForce = TimeInForce.GoodTillTime, Expires = new Minute(Stage.Dawn.Value + minute) };

    private static Func<AskTerms, AskTerms> AskTill(int minute) => terms =>
        terms with { TimeInForce = TimeInForce.GoodTillTime, Expires = new Minute(Stage.Dawn.Value + minute) };
}
