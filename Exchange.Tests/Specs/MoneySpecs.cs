using System.Runtime.InteropServices;
using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>A hold behind every bid, a margin behind every ask, escrow at the fill, fees of the taker.</summary>
public sealed class MoneySpecs
{
    [Fact]
    public void Money_that_moves_is_never_negative()
    {
        var state = new ExchangeState();
        var moved = new MoneyMoved(
            AccountId.House, AccountKind.External, AccountId.House, AccountKind.Fees, -Dollars.Amount(1m), MoveReason.Deposit, default, default, default);
        Assert.Throws<InvariantBrokenException>(() => state.Evolve(new RecordedEvent(MoneyMoved.Kind, 1, 0, MemoryMarshal.AsBytes(new ReadOnlySpan<MoneyMoved>(in moved)))));
    }

    [Fact]
    public void A_bid_locks_its_limit_and_the_takers_fee() =>
        Given()
            .When(Buy(Bob, gpus: 4, limit: 2.00m) with { Hours = 3 })
            .Then(Rested("bid"))
            .Purse(Bob, AccountKind.OrderHold, 24.06m)
            .Purse(Bob, AccountKind.Available, 1_000_000 - 24.06m);

    [Fact]
    public void A_takers_fill_moves_escrow_and_fee_and_returns_what_it_did_not_need() =>
        Given(Sell(Alice, gpus: 4, at: 2.00m))
            .When(Buy(Bob, gpus: 4, limit: 2.50m) with { Hours = 3 })
            .Then(Filled("ask", "bid", 4, 2.00m))
            .Purse(Bob, AccountKind.LeaseEscrow, 24.00m)
            .Purse(AccountId.House, AccountKind.Fees, 0.06m)
            .Purse(Bob, AccountKind.OrderHold, 0)
            .Purse(Bob, AccountKind.Available, 1_000_000 - 24.06m);

    [Fact]
    public void A_makers_fill_costs_no_fee_and_returns_the_part_of_the_lock_for_it() =>
        Given(Buy(Bob, gpus: 4, limit: 2.00m))
            .When(Sell(Alice, gpus: 1, at: 2.00m))
            .Then(Filled("ask", "bid", 1, 2.00m), Rested("ask"))
            .Purse(Bob, AccountKind.LeaseEscrow, 2.00m)
            .Purse(Bob, AccountKind.OrderHold, 6.015m)
            .Purse(AccountId.House, AccountKind.Fees, 0);

    [Fact]
    public void A_provider_who_takes_owes_the_fee_out_of_what_is_delivered() =>
        Given(Buy(Bob, gpus: 4, limit: 2.00m))
            .When(Sell(Alice, gpus: 4, at: 2.00m))
            .And(stage => Assert.Equal(Dollars.Amount(0.02m), Lease(stage).ProviderTakerFee));

    [Fact]
    public void Short_of_funds_is_refused_with_the_shortfall() =>
        Given(Do(new Withdraw(Bob, 999_990_000_000, default)))
            .When(Buy(Bob, gpus: 5, limit: 2.00m))
            .Then(Rejected(Refusal.InsufficientFunds) with { Shortfall = 0.025m })
            .ThenReceipt(receipt => Assert.Equal(Dollars.Amount(0.025m), receipt.Shortfall))
            .Purse(Bob, AccountKind.Available, 10m);

    [Theory]
    [InlineData(Firmness.Standard, "14.4")]
    [InlineData(Firmness.Firm, "28.8")]
    [InlineData(Firmness.Interruptible, "0")]
    public void An_ask_locks_margin_by_its_firmness(Firmness firmness, string dollars) =>
        Given()
            .When(Sell(Alice, gpus: 1, at: 2.00m) with { Offering = spec => spec with { Firmness = firmness } })
            .Then(Rested("ask"))
            .Purse(Alice, AccountKind.ProviderMargin, decimal.Parse(dollars, System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void The_margin_of_what_is_leased_stays_and_the_rest_returns_with_the_ask() =>
        Given(Sell(Alice, gpus: 4, at: 2.00m), Buy(Bob, gpus: 4, limit: 2.00m) with { Hours = 2 })
            .When(Cancel(Alice, "ask"))
            .Then(Cancelled("ask", CancelReason.ByOwner))
            .Purse(Alice, AccountKind.ProviderMargin, 4.80m);

    [Fact]
    public void The_leases_margin_is_written_in_its_terms() =>
        Given(Sell(Alice, gpus: 4, at: 2.00m))
            .When(Buy(Bob, gpus: 4, limit: 2.00m) with { Hours = 2 })
            .And(stage => Assert.Equal(Dollars.Amount(4.80m), Lease(stage).Margin));

    [Fact]
    public void Without_margin_an_ask_is_refused() =>
        Given(Do(new Withdraw(Alice, 999_990_000_000, default)))
            .When(Sell(Alice, gpus: 1, at: 2.00m))
            .Then(Rejected(Refusal.InsufficientFunds) with { Shortfall = 4.40m });

    [Fact]
    public void Nobody_locks_more_than_the_next_week() =>
        Given(Sell(Alice, gpus: 1, at: 2.00m) with { Hours = 500 })
            .When(Buy(Bob, gpus: 1, limit: 2.00m) with { Hours = 400 })
            .Then(Filled("ask", "bid", 1, 2.00m))
            .Purse(Bob, AccountKind.LeaseEscrow, 336m)
            .Purse(AccountId.House, AccountKind.Fees, 0.84m);

    [Fact]
    public void A_dearer_products_factor_is_locked_for() =>
        Given()
            .When(Buy(Bob, gpus: 1, limit: 2.00m) with
            {
                Requiring = requirement => requirement with
                {
                    Skus = Few<SkuFactor>.Of(new SkuFactor(Cast.A100Id, new(10_000)), new SkuFactor(Cast.H100Id, new(15_000))),
                },
            })
            .Then(Rested("bid"))
            .Purse(Bob, AccountKind.OrderHold, 3.0075m);

    [Fact]
    public void A_dearer_product_is_paid_out_of_what_was_locked_for_it() =>
        Given(Sell(Alice, gpus: 1, at: 2.90m))
            .When(Buy(Bob, gpus: 1, limit: 2.00m) with
            {
                Requiring = requirement => requirement with
                {
                    Skus = Few<SkuFactor>.Of(new SkuFactor(Cast.A100Id, new(10_000)), new SkuFactor(Cast.H100Id, new(15_000))),
                },
            })
            .Then(Filled("ask", "bid", 1, 2.90m))
            .Purse(Bob, AccountKind.LeaseEscrow, 2.90m)
            .Purse(Bob, AccountKind.OrderHold, 0);

    [Fact]
    public void A_resting_ask_whose_margin_cannot_be_topped_up_is_cancelled_and_the_taker_goes_on() =>
        Given(
                Sell(Alice, gpus: 2, at: 2.00m) with { Hours = 400 },
                Do(stage => stage.Execute(new Withdraw(Alice, stage.Purse(Alice, AccountKind.Available).Sixtieths / Money.SixtiethsPerMicro, default))),
                Sell(Carol, 2, 2.10m, "next"))
            .When(Buy(Bob, gpus: 1, limit: 2.50m))
            .Then(Cancelled("ask", CancelReason.MarginShort), Filled("next", "bid", 1, 2.10m));

    /// <summary>An hour of one GPU at $2 needs $0.60 of margin, a week of it $100.80. Beyond a week an ask goes on locking as much as before.</summary>
    [Theory]
    [InlineData(0, false, true)]
    [InlineData(100.79, false, true)]
    [InlineData(100.80, true, false)]
    [InlineData(201.59, true, false)]
    [InlineData(201.60, true, true)]
    public void Several_asks_of_one_provider_are_carried_together_or_not_and_what_one_returns_carries_the_next(double left, bool first, bool second) =>
        Given(Sell(Alice, 1, 2.00m, "first") with { Hours = 400 }, Sell(Alice, 1, 2.00m, "second") with { Hours = 400 }, Leave(Alice, (decimal)left))
            .When(Buy(Bob, 2, 2.00m) with { Hours = 200, On = terms => terms with { TimeInForce = TimeInForce.ImmediateOrCancel } })
            .Then(
            [
                first ? Filled("first", "bid", 1, 2.00m) : Cancelled("first", CancelReason.MarginShort),
                second ? Filled("second", "bid", 1, 2.00m) : Cancelled("second", CancelReason.MarginShort),
                .. first && second ? Array.Empty<Expectation>() : [Cancelled("bid", CancelReason.ImmediateOrCancel)],
            ]);

    [Theory]
    [InlineData(201.59, false)]
    [InlineData(201.60, true)]
    public void All_or_nothing_counts_what_all_asks_of_a_provider_need_together(double left, bool filled) =>
        Given(Sell(Alice, 1, 2.00m, "first") with { Hours = 400 }, Sell(Alice, 1, 2.00m, "second") with { Hours = 400 }, Leave(Alice, (decimal)left))
            .When(Buy(Bob, 2, 2.00m) with { Hours = 200, On = terms => terms with { TimeInForce = TimeInForce.FillOrKill } })
            .Then(filled ? [Filled("first", "bid", 1, 2.00m), Filled("second", "bid", 1, 2.00m)] : [Cancelled("bid", CancelReason.FillOrKill)]);

    [Theory]
    [InlineData(201.59, false)]
    [InlineData(201.60, true)]
    public void A_gang_of_them_too(double left, bool filled) =>
        Given(Sell(Alice, 1, 2.00m, "first") with { Hours = 400 }, Sell(Alice, 1, 2.00m, "second") with { Hours = 400 }, Leave(Alice, (decimal)left))
            .When(Buy(Bob, 2, 2.00m) with { Hours = 200, On = terms => terms with { Flags = OrderFlags.AllOrNone } })
            .Then(filled ? [Filled("first", "bid", 1, 2.00m), Filled("second", "bid", 1, 2.00m)] : [Rested("bid")]);

    /// <summary>Half an hour that is left of the first ask is too short to be offered: its $0.30 returns, as much as the second lacks.</summary>
    [Fact]
    public void What_a_fill_returns_carries_the_next() =>
        Given(Lasting(100, "first"), Lasting(168, "second"), Leave(Alice, 0))
            .When(Buy(Bob, 2, 2.00m) with { Hours = 100 })
            .Then(Filled("first", "bid", 1, 2.00m), Filled("second", "bid", 1, 2.00m))
            .Purse(Alice, AccountKind.Available, 0);

    [Fact]
    public void What_a_bid_of_its_own_gives_way_by_carries_an_asks_next_fill() =>
        Given(Buy(Alice, 1, 4.10m, "own"), Buy(Bob, 1, 4.00m, "bid"), Leave(Alice, 0.60m))
            .When(Sell(Alice, 2, 1.00m) with { From = 1, Hours = 1 })
            .Then(Prevented("own", "ask", 1), Filled("ask", "bid", 1, 4.00m))
            .Purse(Alice, AccountKind.ProviderMargin, 1.20m);

    [Fact]
    public void An_ask_that_cannot_back_a_better_price_with_margin_does_not_trade_and_goes() =>
        Given(Buy(Bob, gpus: 1, limit: 4.00m), Do(new Withdraw(Alice, 999_999_000_000, default)))
            .When(Sell(Alice, gpus: 1, at: 2.00m) with { From = 1, Hours = 1 })
            .Then(Cancelled("ask", CancelReason.MarginShort))
            .Purse(Alice, AccountKind.Available, 1.00m)
            .Open("bid", 1);

    [Fact]
    public void A_better_price_is_backed_with_more_margin_where_it_is_there() =>
        Given(Buy(Bob, gpus: 1, limit: 4.00m), Do(new Withdraw(Alice, 999_998_800_000, default)))
            .When(Sell(Alice, gpus: 1, at: 2.00m) with { From = 1, Hours = 1 })
            .Then(Filled("ask", "bid", 1, 4.00m))
            .Purse(Alice, AccountKind.ProviderMargin, 1.20m)
            .Purse(Alice, AccountKind.Available, 0);

    [Fact]
    public void A_deposit_is_booked_once_under_its_reference() =>
        Given(Do(new Deposit(Bob, 5_000_000, new(77))))
            .When(Do(new Deposit(Bob, 5_000_000, new(77))))
            .ThenReceipt(receipt => Assert.True(receipt.Repeated))
            .Purse(Bob, AccountKind.Available, 1_000_005m)
            .When(Do(new Deposit(Bob, 6_000_000, new(77))))
            .ThenRefused(Refusal.ReferenceReused);

    [Fact]
    public void What_is_locked_cannot_be_withdrawn() =>
        Given(Buy(Bob, gpus: 1, limit: 2.00m))
            .When(Do(new Withdraw(Bob, 1_000_000_000_000, default)))
            .ThenRefused(Refusal.InsufficientFunds);

    [Fact]
    public void A_changed_fee_counts_from_its_day() =>
        Given(Set(Setting.TakerFeeBasisPoints, 100), Sell(Alice, gpus: 1, at: 2.00m))
            .When(Buy(Bob, gpus: 1, limit: 2.00m))
            .Then(Filled("ask", "bid", 1, 2.00m))
            .Purse(AccountId.House, AccountKind.Fees, 0.02m);

    private static Selling Lasting(int hours, string id) =>
        Sell(Alice, 1, 2.00m, id) with { From = 1, On = terms => terms with { Window = new(terms.Window.From, terms.Window.From + new Minutes((hours * 60) + 30)) } };

    private static Act Leave(AccountId who, decimal dollars) => Do(stage =>
        stage.Execute(new Withdraw(who, (stage.Purse(who, AccountKind.Available) - Dollars.Amount(dollars)).Sixtieths / Money.SixtiethsPerMicro, default)));

    private static Exchange.Engine.Events.LeaseOpened Lease(Stage stage)
    {
        foreach (var occurred in stage.Told)
            if (occurred.Kind == Exchange.Engine.Events.EventKind.LeaseOpened) return occurred.As<Exchange.Engine.Events.LeaseOpened>();
        throw new InvalidOperationException("No lease was opened.");
    }
}
