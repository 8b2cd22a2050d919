using Exchange.Engine.Commands;
using Exchange.Engine.Ledger;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;
using Xunit;

namespace Exchange.Tests.Reference;

/// <summary>The reference itself, against answers worked out by hand.</summary>
public sealed class ObviousMarketTests
{
    private const int Now = 1_000_000;
    private static readonly AccountId Alice = new(1);
    private static readonly AccountId Bob = new(2);
    private readonly ObviousMarket market = new();
    private long orders;

    public ObviousMarketTests()
    {
        market.BeginAt(Now * 60_000_000L);
        market.Venue.Apply(new OpenAccount(default, Text64.From("alice")));
        market.Venue.Apply(new OpenAccount(default, Text64.From("bob")));
        market.Venue.Apply(new ListSku(new Sku { Name = Text64.From("h100"), Reference = Price.FromMicros(2_000_000) }));
        market.Venue.Apply(new InternSpec(new Spec { Sku = new(1), MinChunk = new(1), ChunkStep = new(1), MinDuration = new(60) }));
        market.Venue.Apply(new InternRequirement(new Requirement { Skus = Few<SkuFactor>.Of(new SkuFactor(new(1), BasisPoints.Whole)) }));
        market.Venue.Apply(new RegisterNode(Alice, Text64.From("node"), new(1), new(8), 1));
        market.Apply(new Deposit(Alice, 1_000_000_000, default));
        market.Apply(new Deposit(Bob, 1_000_000_000, default));
    }

    [Fact]
    public void A_fill_carves_its_rectangle_out_and_leaves_the_rest()
    {
        Sell(gpus: 4, micros: 2_000_000, hours: 10);

        Buy(gpus: 3, micros: 2_500_000, hours: 2);

        Assert.Equal(new ObviousFill(new(1), new(2), Side.Bid, Price.FromMicros(2_000_000), 3, Now + 1, Now + 121), Assert.Single(market.Fills));
        Assert.Equal(
            [new ObviousRectangle(0, 1, Now, Now + 600), new ObviousRectangle(1, 3, Now + 121, Now + 600)], Assert.Single(market.Asks).Rectangles);
        Assert.Empty(market.Bids);
    }

    [Fact]
    public void The_buyer_pays_escrow_and_a_quarter_percent_and_the_rest_of_the_lock_returns()
    {
        Sell(gpus: 4, micros: 2_000_000, hours: 10);

        Buy(gpus: 3, micros: 2_500_000, hours: 2);

        Assert.Equal(Money.FromMicros(12_000_000).Sixtieths, market.Balances[(Bob, AccountKind.LeaseEscrow)]);
        Assert.Equal(Money.FromMicros(30_000).Sixtieths, market.Balances[(AccountId.House, AccountKind.Fees)]);
        Assert.Equal(Money.FromMicros(1_000_000_000 - 12_030_000).Sixtieths, market.Balances[(Bob, AccountKind.Available)]);
        Assert.Equal(0, market.Balances.Values.Sum());
    }

    [Fact]
    public void The_cheapest_goes_first_and_of_the_equal_the_oldest()
    {
        Sell(gpus: 1, micros: 2_000_100, hours: 2);
        Sell(gpus: 1, micros: 2_000_000, hours: 2);
        Sell(gpus: 1, micros: 2_000_000, hours: 2);

        Buy(gpus: 3, micros: 2_500_000, hours: 1);

        Assert.Equal([2L, 3L, 1L], market.Fills.Select(fill => fill.Ask.Value));
    }

    [Fact]
    public void A_gang_waits_until_it_can_be_filled_whole()
    {
        Sell(gpus: 2, micros: 2_000_000, hours: 2);
        Buy(gpus: 4, micros: 2_500_000, hours: 1, Placement.SameNode);
        Assert.Empty(market.Fills);

        Sell(gpus: 2, micros: 2_100_000, hours: 2);

        Assert.Equal([(1L, 2), (3L, 2)], market.Fills.Select(fill => (fill.Ask.Value, fill.Gpus)));
    }

    private void Sell(int gpus, long micros, int hours)
    {
        market.BeginAt(Now * 60_000_000L);
        var terms = new AskTerms { Node = new(1), Spec = new(1), Gpus = new(gpus), Limit = Price.FromMicros(micros), Window = new(new(Now), new(Now + hours * 60)) };
        Assert.True(market.Apply(new PlaceAsk(Alice, default, terms), new OrderId(++orders)));
    }

    private void Buy(int gpus, long micros, int hours, Placement placement = Placement.Any)
    {
        market.BeginAt(Now * 60_000_000L);
        var terms = new BidTerms
        {
            Requirement = new(1),
            Gpus = new(gpus),
            Limit = Price.FromMicros(micros),
            Placement = placement,
            Delivery = Delivery.AtFill(Minutes.FromHours(hours)),
        };
        Assert.True(market.Apply(new PlaceBid(Bob, default, terms), new OrderId(++orders)));
    }
}
