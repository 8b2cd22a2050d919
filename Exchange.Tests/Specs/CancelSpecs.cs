using Exchange.Engine.Commands;
using Exchange.Engine.Ledger;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>One order, or all of them, leaves at its owner's word, and its money returns.</summary>
public sealed class CancelSpecs
{
    [Fact]
    public void A_cancelled_bid_is_gone_and_its_money_is_back() =>
        Given(Buy(Bob, gpus: 4, limit: 2.00m))
            .When(Cancel(Bob, "bid"))
            .Then(Cancelled("bid", CancelReason.ByOwner))
            .Purse(Bob, AccountKind.OrderHold, 0)
            .Purse(Bob, AccountKind.Available, 1_000_000)
            .When(Sell(Alice, gpus: 4, at: 1.00m))
            .Then(Rested("ask"));

    [Fact]
    public void A_cancelled_ask_takes_all_its_rectangles_along() =>
        Given(
                Sell(Alice, gpus: 4, at: 2.00m) with { From = 1 },
                Buy(Carol, 2, 2.00m, "carver") with { Between = (300, 300) })
            .When(Cancel(Alice, "ask"))
            .Then(Cancelled("ask", CancelReason.ByOwner))
            .When(Buy(Bob, gpus: 1, limit: 5.00m))
            .Then(Rested("bid"));

    [Fact]
    public void A_partly_filled_order_can_be_cancelled_for_the_rest() =>
        Given(Buy(Bob, gpus: 4, limit: 2.00m), Sell(Alice, gpus: 1, at: 2.00m))
            .When(Cancel(Bob, "bid"))
            .Then(Cancelled("bid", CancelReason.ByOwner))
            .Purse(Bob, AccountKind.OrderHold, 0)
            .Purse(Bob, AccountKind.LeaseEscrow, 2.00m);

    [Fact]
    public void What_is_done_cannot_be_cancelled_again()
    {
        Given(Buy(Bob, gpus: 4, limit: 2.00m), Cancel(Bob, "bid")).When(Cancel(Bob, "bid")).ThenRefused(Refusal.UnknownOrder);
        Given(Sell(Alice, gpus: 4, at: 2.00m), Buy(Bob, gpus: 4, limit: 2.00m)).When(Cancel(Bob, "bid")).ThenRefused(Refusal.UnknownOrder);
    }

    [Fact]
    public void A_done_orders_place_in_memory_says_nothing_about_the_next_order_there() =>
        Given(Buy(Bob, 4, 2.00m, "old"), Cancel(Bob, "old"), Buy(Carol, 4, 2.00m, "new"))
            .When(Cancel(Bob, "old"))
            .ThenRefused(Refusal.UnknownOrder)
            .Open("new", 4);

    [Fact]
    public void Nobody_cancels_anothers_order() =>
        Given(Buy(Bob, gpus: 4, limit: 2.00m)).When(Cancel(Carol, "bid")).ThenRefused(Refusal.UnknownOrder).Open("bid", 4);

    [Fact]
    public void An_order_that_never_was_is_unknown() => Given().When(Cancel(Bob, "nothing")).ThenRefused(Refusal.UnknownOrder);

    [Fact]
    public void A_mass_cancel_takes_all_of_one_account_and_nothing_of_others() =>
        Given(Buy(Bob, 1, 2.00m, "one"), Sell(Bob, 1, 3.00m, "two"), Buy(Carol, 1, 2.00m, "hers"))
            .When(CancelEverything(Bob))
            .Then(Cancelled("one", CancelReason.MassCancel), Cancelled("two", CancelReason.MassCancel))
            .ThenReceipt(receipt => Assert.Equal((2, false), (receipt.Count, receipt.More)))
            .Open("hers", 1);

    [Fact]
    public void A_mass_cancel_may_be_of_one_side()
    {
        Given(Buy(Bob, 1, 2.00m, "bid"), Sell(Bob, 1, 3.00m, "ask"))
            .When(CancelEverything(Bob, Sides.Bids))
            .Then(Cancelled("bid", CancelReason.MassCancel))
            .Open("ask", 1);
        Given(Buy(Bob, 1, 2.00m, "bid"), Sell(Bob, 1, 3.00m, "ask"))
            .When(CancelEverything(Bob, Sides.Asks))
            .Then(Cancelled("ask", CancelReason.MassCancel))
            .Open("bid", 1);
    }

    [Fact]
    public void A_mass_cancel_may_be_of_one_product()
    {
        var product = new Exchange.Engine.Values.ProductId(1);
        Given(
                List("H100SXM-USD"),
                Buy(Bob, 1, 2.00m, "of it") with { On = terms => terms with { Product = product } },
                Buy(Bob, 1, 2.00m, "without"))
            .When(Do(new CancelAll(Bob, product, Sides.Both)))
            .Then(Cancelled("of it", CancelReason.MassCancel))
            .Open("without", 1);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void A_mass_cancel_of_as_many_as_it_may_says_exactly_whether_some_are_left(int beyond, bool more) =>
        Given(Many(CancelAll.MaxOrders + beyond), Sell(Bob, 1, 3.00m, "of the other side"))
            .When(CancelEverything(Bob, Sides.Bids))
            .ThenReceipt(receipt => Assert.Equal((CancelAll.MaxOrders, more), (receipt.Count, receipt.More)))
            .When(CancelEverything(Bob, Sides.Bids))
            .ThenReceipt(receipt => Assert.Equal((beyond, false), (receipt.Count, receipt.More)));

    [Fact]
    public void A_mass_cancel_of_nothing_is_taken() =>
        Given().When(CancelEverything(Bob)).ThenNothing().ThenReceipt(receipt => Assert.True(receipt.Accepted && receipt.Count == 0));

    private static Act Many(int bids) => Do(stage => stage.Quietly(() =>
    {
        for (int i = 0; i < bids; i++) Buy(Bob, gpus: 1, limit: 2.00m).Play(stage);
    }));

    private static Act List(string product) => Do(stage =>
    {
        var requirement = stage.Intern(Cast.PlainRequirement(stage, Cast.H100));
        stage.Execute(new ListProduct(Text(product), stage.Sku(Cast.H100), requirement, Exchange.Engine.Values.Minutes.FromHours(1)));
    });
}
