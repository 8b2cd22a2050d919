using Exchange.Api.Orders;
using Exchange.Benchmarks.Traces.Runs;
using Exchange.Engine.Values;
using Xunit;

namespace Exchange.Tests.Traces;

/// <summary>What a replay says at its end.</summary>
public sealed class TraceReportSpecs
{
    [Fact]
    public void One_broken_check_breaks_the_replay_and_is_said_aloud()
    {
        TraceReport report = Report(new TraceCheck("money", true, "0"), new TraceCheck("leases", false, "1 of 2"));
        var output = new StringWriter();

        report.Write(output);

        Assert.False(report.Holds);
        Assert.Contains("holds             money: 0", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("BROKEN            leases: 1 of 2", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Ratios_and_rates_are_of_what_was_wanted_and_of_the_time_taken()
    {
        var output = new StringWriter();

        Report(new TraceCheck("money", true, "0")).Write(output);

        Assert.Contains("2.0 of 4.0 wanted", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("50.0 % of the GPU-hours", output.ToString().Replace("50.0%", "50.0 %", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("2 orders a second, 5 events a second", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("start", "sku", "start", "firmness")]
    [InlineData("price", "start", "price", "vcpu")]
    [InlineData("firmness", "sku", "firmness")]
    public void The_nearest_asks_reason_is_given(string nearest, params string[] reasons)
    {
        var explained = new ExplainAnswer("id", "open", "", 0, [.. reasons.Select(reason => new ReasonCount(reason, 7))]);

        Assert.StartsWith(nearest, Reasons.Nearest(explained), StringComparison.Ordinal);
    }

    [Fact]
    public void Asks_that_would_serve_point_at_the_placement() =>
        Assert.StartsWith("placement", Reasons.Nearest(new ExplainAnswer("id", "open", "", 3, [new ReasonCount("price", 1)])), StringComparison.Ordinal);

    private static TraceReport Report(params TraceCheck[] checks) => new()
    {
        Name = "test",
        Asks = 1,
        Bids = 3,
        FilledBids = 1,
        PartlyFilledBids = 1,
        FilledOnArrival = 1,
        Fills = 2,
        Traded = new GpuMinutes(120),
        Wanted = new GpuMinutes(240),
        Value = Money.FromMicros(1_000_000),
        Unfilled = new Dictionary<string, int> { ["price"] = 2 },
        Refused = new Dictionary<string, int>(),
        Events = 10,
        Took = TimeSpan.FromSeconds(2),
        StateHash = "0123456789abcdef",
        Checks = checks,
    };
}
