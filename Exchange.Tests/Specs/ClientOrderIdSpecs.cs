using Exchange.Engine.Commands;
using Exchange.Engine.Values;
using Xunit;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>A client order id is unique per account: the same content gets the first answer again, other content is refused.</summary>
public sealed class ClientOrderIdSpecs
{
    private static readonly ClientOrderId Seven = new(7);

    [Fact]
    public void The_same_order_sent_twice_is_placed_once() =>
        Given(Buy(Bob, 4, 2.00m, "first") with { Client = Seven })
            .When(Buy(Bob, 4, 2.00m, "again") with { Client = Seven })
            .ThenNothing()
            .And(stage => Assert.Equal((true, true, stage.Order("first")), (stage.Receipt.Accepted, stage.Receipt.Repeated, stage.Receipt.Order)))
            .When(Sell(Alice, gpus: 8, at: 2.00m))
            .Then(Filled("ask", "again", 4, 2.00m), Rested("ask"));

    [Fact]
    public void The_first_answer_outlives_the_order() =>
        Given(Sell(Alice, gpus: 8, at: 2.00m), Buy(Bob, 4, 2.00m, "first") with { Client = Seven, Hours = 23 })
            .When(Buy(Bob, 4, 2.00m, "again") with { Client = Seven, Hours = 23 })
            .ThenNothing()
            .And(stage => Assert.Equal(stage.Order("first"), stage.Receipt.Order))
            .Open("ask", 4);

    [Fact]
    public void An_ask_sent_twice_is_placed_once() =>
        Given(Sell(Alice, gpus: 4, at: 2.00m) with { Client = Seven })
            .When(Sell(Alice, 4, 2.00m, "again") with { Client = Seven })
            .ThenNothing()
            .ThenReceipt(receipt => Assert.True(receipt.Repeated));

    [Fact]
    public void Other_content_under_the_same_id_is_refused()
    {
        Given(Buy(Bob, 4, 2.00m, "first") with { Client = Seven })
            .When(Buy(Bob, 5, 2.00m, "other") with { Client = Seven })
            .ThenRefused(Refusal.ClientOrderIdReused)
            .Open("first", 4);
        Given(Buy(Bob, 4, 2.00m, "first") with { Client = Seven })
            .When(Sell(Bob, 4, 2.00m, "other") with { Client = Seven })
            .ThenRefused(Refusal.ClientOrderIdReused);
    }

    [Fact]
    public void Another_account_may_use_the_same_id() =>
        Given(Buy(Bob, 4, 2.00m, "his") with { Client = Seven })
            .When(Buy(Carol, 4, 2.00m, "hers") with { Client = Seven })
            .Then(Rested("hers"));

    [Fact]
    public void A_refused_order_leaves_its_id_free() =>
        Given(Buy(Bob, gpus: 4, limit: 200m) with { Client = Seven })
            .When(Buy(Bob, gpus: 4, limit: 2.00m) with { Client = Seven })
            .Then(Rested("bid"));

    [Fact]
    public void An_order_is_not_refused_for_money_that_its_first_sending_took() =>
        Given(Do(new Withdraw(Bob, 999_990_000_000, default)), Buy(Bob, 4, 2.00m, "first") with { Client = Seven })
            .When(Buy(Bob, 4, 2.00m, "again") with { Client = Seven })
            .ThenNothing()
            .ThenReceipt(receipt => Assert.True(receipt.Repeated));
}
