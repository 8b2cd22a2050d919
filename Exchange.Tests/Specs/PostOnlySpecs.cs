using Exchange.Engine.Commands;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>A post-only order is refused rather than traded on arrival.</summary>
public sealed class PostOnlySpecs
{
    [Fact]
    public void A_bid_that_would_trade_is_refused_and_nothing_moves() =>
        Given(Sell(Alice, gpus: 4, at: 2.00m)).When(PostBid(limit: 2.00m)).Then(Rejected(Refusal.PostOnlyWouldTrade)).Open("ask", 4);

    [Fact]
    public void An_ask_that_would_trade_is_refused() =>
        Given(Buy(Bob, gpus: 4, limit: 2.00m)).When(PostAsk(at: 2.00m)).Then(Rejected(Refusal.PostOnlyWouldTrade)).Open("bid", 4);

    [Fact]
    public void One_tick_away_it_rests_and_trades_as_the_maker() =>
        Given(Sell(Alice, gpus: 4, at: 2.00m), PostBid(limit: 1.9999m))
            .When(Sell(Carol, 1, 1.90m, "taker"))
            .Then(Filled("taker", "post", 1, 1.9999m) with { Taker = Side.Ask }, Rested("taker"));

    [Fact]
    public void It_rests_where_the_only_crossing_order_serves_another_time() =>
        Given(Sell(Alice, gpus: 4, at: 1.00m) with { From = 1_440 }).When(PostBid(limit: 2.00m)).Then(Rested("post"));

    [Fact]
    public void An_amendment_that_would_trade_is_refused_too() =>
        Given(Sell(Alice, gpus: 4, at: 2.00m), PostBid(limit: 1.90m))
            .When(Amend(Bob, "post", limit: 2.00m))
            .ThenRefused(Refusal.PostOnlyWouldTrade)
            .Open("post", 1)
            .Open("ask", 4);

    [Fact]
    public void An_amendment_may_be_post_only_by_itself() =>
        Given(Sell(Alice, gpus: 4, at: 2.00m), Buy(Bob, gpus: 1, limit: 1.90m))
            .When(Amend(Bob, "bid", limit: 2.00m) with { PostOnly = true })
            .ThenRefused(Refusal.PostOnlyWouldTrade)
            .Open("bid", 1);

    [Theory]
    [InlineData(TimeInForce.ImmediateOrCancel)]
    [InlineData(TimeInForce.FillOrKill)]
    public void Post_only_and_immediate_contradict_each_other(TimeInForce force) =>
        Given()
            .When(PostBid(limit: 2.00m) with { On = terms => terms with { Flags = OrderFlags.PostOnly, TimeInForce = force } })
            .Then(Rejected(Refusal.TermsContradict));

    [Fact]
    public void Post_only_and_market_contradict_each_other() =>
        Given(Sell(Alice, gpus: 4, at: 2.00m))
            .When(PostBid(limit: 2.00m) with { On = terms => terms with { Flags = OrderFlags.PostOnly | OrderFlags.Market } })
            .Then(Rejected(Refusal.TermsContradict));

    private static Buying PostBid(decimal limit) => Buy(Bob, gpus: 1, limit, "post") with { On = terms => terms with { Flags = OrderFlags.PostOnly } };

    private static Selling PostAsk(decimal at) => Sell(Alice, gpus: 1, at, "post") with { On = terms => terms with { Flags = OrderFlags.PostOnly } };
}
