using Exchange.Api.Cli;
using Xunit;

namespace Exchange.Tests.Agents;

/// <summary>A buyer that is to compare results is told at once that it has too few leases for that.</summary>
public sealed class BuyersNeedEnoughLeases
{
    private const string Key = "--url http://127.0.0.1:1 --key-file buyer.key --product H100SXM-USD --price 2";

    [Theory]
    [InlineData("--quorums", true)]
    [InlineData("--quorums --leases 2", true)]
    [InlineData("--quorums --leases 3", false)]
    [InlineData("--leases 1", false)]
    public void Results_of_fewer_than_three_are_not_compared(string options, bool isRefused) =>
        Assert.Equal(isRefused, BuyerBotVerb.Create().Parse($"{Key} {options}").Errors.Any(error => error.Message.Contains("--quorums", StringComparison.Ordinal)));
}
