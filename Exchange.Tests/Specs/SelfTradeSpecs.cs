using Exchange.Engine.Commands;
using Exchange.Engine.Ledger;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>Orders of one beneficial owner never trade with each other; the taker's mode says who gives way.</summary>
public sealed class SelfTradeSpecs
{
    [Fact]
    public void Decrement_shrinks_both_by_the_overlap_and_the_rest_goes_on() =>
        Given(Sell(Alice, 2, 2.00m, "own"), Sell(Carol, 4, 2.10m, "other"))
            .When(Buy(Alicia, gpus: 4, limit: 2.50m))
            .Then(Prevented("own", "bid", 2), Filled("other", "bid", 2, 2.10m))
            .Open("own", 0)
            .Open("bid", 0)
            .Purse(Alicia, AccountKind.OrderHold, 0);

    [Fact]
    public void Decrement_leaves_the_larger_resting_order_with_what_it_has_more() =>
        Given(Sell(Alice, 5, 2.00m, "own"))
            .When(Buy(Alicia, gpus: 2, limit: 2.50m))
            .Then(Prevented("own", "bid", 2))
            .Open("own", 3)
            .Open("bid", 0);

    [Fact]
    public void Decrement_works_for_an_arriving_ask_too() =>
        Given(Buy(Alice, 2, 2.10m, "own"), Buy(Bob, 2, 2.00m, "other"))
            .When(Sell(Alicia, gpus: 4, at: 2.00m))
            .Then(Prevented("own", "ask", 2), Filled("ask", "other", 2, 2.00m), Rested("ask"))
            .Open("own", 0);

    [Fact]
    public void What_decrement_leaves_below_the_minimum_chunk_is_withdrawn() =>
        Given(Sell(Alice, 5, 2.00m, "own") with { Offering = spec => spec with { MinChunk = new(3) } })
            .When(Buy(Alicia, gpus: 3, limit: 2.50m))
            .Then(Prevented("own", "bid", 3), Cancelled("own", CancelReason.TooSmall))
            .Open("own", 0);

    [Fact]
    public void Cancel_oldest_takes_the_resting_order_and_the_taker_goes_on() =>
        Given(Sell(Alice, 2, 2.00m, "own"), Sell(Carol, 4, 2.10m, "other"))
            .When(Taking(SelfTradePrevention.CancelOldest))
            .Then(Prevented("own", "bid", 0), Cancelled("own", CancelReason.SelfTrade), Filled("other", "bid", 4, 2.10m));

    [Fact]
    public void Cancel_newest_takes_the_rest_of_the_taker() =>
        Given(Sell(Carol, 1, 1.90m, "better"), Sell(Alice, 2, 2.00m, "own"), Sell(Carol, 4, 2.10m, "other"))
            .When(Taking(SelfTradePrevention.CancelNewest))
            .Then(Filled("better", "bid", 1, 1.90m), Cancelled("bid", CancelReason.SelfTrade))
            .Open("own", 2)
            .Open("other", 4);

    [Fact]
    public void Cancel_both_takes_both() =>
        Given(Sell(Alice, 2, 2.00m, "own"), Sell(Carol, 4, 2.10m, "other"))
            .When(Taking(SelfTradePrevention.CancelBoth))
            .Then(Prevented("own", "bid", 0), Cancelled("own", CancelReason.SelfTrade), Cancelled("bid", CancelReason.SelfTrade))
            .Open("other", 4);

    [Fact]
    public void The_takers_mode_wins() =>
        Given(Sell(Alice, 2, 2.00m, "own") with { On = terms => terms with { SelfTrade = SelfTradePrevention.CancelBoth } })
            .When(Taking(SelfTradePrevention.CancelNewest))
            .Then(Cancelled("bid", CancelReason.SelfTrade))
            .Open("own", 2);

    [Fact]
    public void An_owners_order_that_would_not_be_reached_is_left_alone() =>
        Given(Sell(Carol, 4, 1.90m, "better"), Sell(Alice, 2, 2.00m, "own"))
            .When(Taking(SelfTradePrevention.CancelOldest))
            .Then(Filled("better", "bid", 4, 1.90m))
            .Open("own", 2);

    [Fact]
    public void The_same_account_is_its_own_owner() =>
        Given(Sell(Bob, gpus: 2, at: 2.00m)).When(Buy(Bob, gpus: 2, limit: 2.00m)).Then(Prevented("ask", "bid", 2)).Open("ask", 0).Open("bid", 0);

    [Fact]
    public void Fill_or_kill_does_not_count_its_own_side()
    {
        Given(Sell(Alice, 2, 2.00m, "own"), Sell(Carol, 3, 2.10m, "other"))
            .When(Killing(SelfTradePrevention.CancelOldest))
            .Then(Cancelled("bid", CancelReason.FillOrKill))
            .Open("own", 2)
            .Open("other", 3);
        Given(Sell(Alice, 2, 2.00m, "own"), Sell(Carol, 4, 2.10m, "other"))
            .When(Killing(SelfTradePrevention.DecrementAndCancel))
            .Then(Cancelled("bid", CancelReason.FillOrKill))
            .Open("own", 2);
    }

    [Fact]
    public void Fill_or_kill_fills_whole_past_an_own_order_that_goes() =>
        Given(Sell(Alice, 2, 2.00m, "own"), Sell(Carol, 4, 2.10m, "other"))
            .When(Killing(SelfTradePrevention.CancelOldest))
            .Then(Prevented("own", "bid", 0), Cancelled("own", CancelReason.SelfTrade), Filled("other", "bid", 4, 2.10m));

    [Fact]
    public void A_post_only_order_that_would_meet_its_own_side_is_refused_in_every_mode()
    {
        foreach (SelfTradePrevention mode in Enum.GetValues<SelfTradePrevention>())
        {
            Given(Sell(Alice, 2, 2.00m, "own"))
                .When(Buy(Alicia, gpus: 4, limit: 2.50m) with { On = terms => terms with { SelfTrade = mode, Flags = OrderFlags.PostOnly } })
                .Then(Rejected(Refusal.PostOnlyWouldTrade))
                .Open("own", 2);
        }
    }

    [Fact]
    public void A_fill_or_kill_ask_does_not_count_its_own_side_as_sold() =>
        Given(Buy(Alice, 2, 2.10m, "own"), Buy(Bob, 2, 2.00m, "other"))
            .When(Sell(Alicia, gpus: 4, at: 2.00m) with { On = terms => terms with { TimeInForce = TimeInForce.FillOrKill } })
            .Then(Cancelled("ask", CancelReason.FillOrKill))
            .Open("own", 2)
            .Open("other", 2);

    [Fact]
    public void What_was_prevented_is_no_fill_and_costs_nothing() =>
        Given(Sell(Alice, gpus: 2, at: 2.00m))
            .When(Buy(Alicia, gpus: 2, limit: 2.50m))
            .Then(Prevented("ask", "bid", 2))
            .Purse(Alicia, AccountKind.Available, 1_000_000)
            .Purse(Alice, AccountKind.Available, 1_000_000)
            .Purse(default, AccountKind.Fees, 0);

    private static Buying Taking(SelfTradePrevention mode) => Buy(Alicia, gpus: 4, limit: 2.50m) with { On = terms => terms with { SelfTrade = mode } };

    private static Buying Killing(SelfTradePrevention mode) => Buy(Alicia, gpus: 4, limit: 2.50m) with
    {
        On = terms => terms with { SelfTrade = mode, TimeInForce = TimeInForce.FillOrKill },
    };
}
