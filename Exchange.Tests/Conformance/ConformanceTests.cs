using Xunit;
using Xunit.Abstractions;

namespace Exchange.Tests.Conformance;

/// <summary>The edge cases of the public matching-engine benchmark, through the production engine, line by line.</summary>
public sealed class ConformanceTests(ITestOutputHelper output)
{
    private const string Absent = "the conformance cases are not here";

    public static TheoryData<string> Names => ConformanceCase.All.Count == 0 ? [Absent] : [.. ConformanceCase.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Answers_as_three_independent_engines_do(string name)
    {
        if (name == Absent)
        {
            output.WriteLine($"Skipped: {Absent}.");
            return;
        }

        ConformanceCase given = ConformanceCase.All[name];
        var reports = new ConformanceVenue(Math.Max(1, given.Messages.Max(message => message.Price))).Play(given.Messages);

        if (given.Expected is { } expected) Assert.Equal(expected, reports);
        else AssertSweeps(given.Messages, reports);
    }

    /// <summary>Every maker of the queue is taken whole, in the order of arrival.</summary>
    private static void AssertSweeps(IReadOnlyList<ConformanceMessage> messages, IReadOnlyList<string> reports)
    {
        ConformanceMessage taker = messages[^1];
        var trades = reports.Where(line => line.StartsWith("1,", StringComparison.Ordinal));
        Assert.Equal(
            messages.SkipLast(1).Select(maker => FormattableString.Invariant($"1,{messages.Count - 1},{maker.Price},{maker.Quantity},{maker.Id},{taker.Id}")),
            trades);
    }
}
