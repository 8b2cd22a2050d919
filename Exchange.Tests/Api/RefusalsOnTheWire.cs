using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Values;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>Every reason of refusal has a code of its own and the words that clients look for.</summary>
public sealed class RefusalsOnTheWire
{
    [Fact]
    public void Codes_are_distinct() =>
        Assert.Equal(Enum.GetValues<Refusal>().Length, Enum.GetValues<Refusal>().Select(Refusals.Code).Distinct().Count());

    [Theory]
    [InlineData(Refusal.InsufficientFunds, 400, "Insufficient funds")]
    [InlineData(Refusal.UnknownOrder, 404, "order not found")]
    [InlineData(Refusal.OrderDone, 400, "Order already done")]
    [InlineData(Refusal.PriceOffTick, 400, "price too precise")]
    [InlineData(Refusal.GpusOutOfRange, 400, "size is too small")]
    [InlineData(Refusal.UnknownProduct, 404, "Product not found")]
    [InlineData(Refusal.MarketCancelOnly, 400, "Cancel only mode")]
    [InlineData(Refusal.ClientOrderIdReused, 400, "client_oid was used")]
    public void Clients_find_their_words(Refusal refusal, int status, string words)
    {
        Problem problem = Refusals.Problem(new Receipt(refusal));

        Assert.Equal(status, problem.Status);
        Assert.StartsWith(words, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_money_is_named() =>
        Assert.Equal("12.340000", Refusals.Problem(new Receipt(Refusal.InsufficientFunds, Shortfall: Money.FromMicros(12_340_000))).Shortfall);
}
