using Exchange.Engine.Commands;
using Exchange.Engine.Matching;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.LeaseWords;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>A search for a replacement passes over so many asks that cannot be it, and looks no further.</summary>
public sealed class PassedOverSpecs
{
    [Theory]
    [InlineData(3, 4)]
    [InlineData(2, 0)]
    public void It_looks_no_further_once_it_passed_over_as_many_as_it_may(int most, int found) =>
        Given(
                Sell(Alice, 4, 2.00m), Buy(Bob, 4, 2.00m),
                Sell(Alice, 1, 1.70m, "same node"), Sell(Alice, 1, 1.80m, "same node too"), Sell(Carol, 4, 2.00m, "other"))
            .And(stage =>
            {
                var plan = new MatchPlan();
                var failed = new Replacing(stage.Lease(1).Terms.Node, Alice, Dollars.PerGpuHour(2.00m), Dollars.PerGpuHour(4.00m), default);
                var bid = new BidTerms { Requirement = stage.Lease(1).Terms.Requirement, Gpus = new(4), Limit = Dollars.PerGpuHour(4.00m), Delivery = Delivery.AtFill(Minutes.FromHours(1)) };
                new BidPlanner(stage.State, most).Plan(BidIntent.Of(Bob, bid), failed, plan);
                Assert.Equal(found, plan.Filled.Count);
            });
}
