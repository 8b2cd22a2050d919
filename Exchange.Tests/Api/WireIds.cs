using Exchange.Api.Wire;
using Exchange.Engine.Values;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>Ids on the wire carry the engine's numbers and nothing else passes for one.</summary>
public sealed class WireIds
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 16_777_215)]
    [InlineData(549_755_813_887, 16_777_215)]
    public void An_order_comes_back_as_it_went(long sequence, int slot)
    {
        OrderId order = OrderId.Of(sequence, slot);

        Guid id = WireId.Of(order);

        Assert.True(WireId.TryOrder(WireId.Text(id), out OrderId back));
        Assert.Equal(order, back);
        Assert.Equal('8', WireId.Text(id)[14]);
        Assert.Contains(WireId.Text(id)[19], "89ab");
    }

    [Fact]
    public void An_account_is_no_order()
    {
        string account = WireId.Text(WireId.Of(new AccountId(7)));

        Assert.False(WireId.TryOrder(account, out _));
        Assert.True(WireId.TryAccount(account, out AccountId back));
        Assert.Equal(7, back.Value);
    }

    [Fact]
    public void Every_changed_digit_makes_the_id_invalid()
    {
        string right = WireId.Text(WireId.Of(OrderId.Of(123_456, 789)));
        for (int at = 0; at < right.Length; at++)
        {
            if (right[at] == '-') continue;
            string wrong = right[..at] + (right[at] == '0' ? '1' : '0') + right[(at + 1)..];
            Assert.False(WireId.TryOrder(wrong, out _), wrong);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not-an-id")]
    [InlineData("d0c5340b-6d6c-49d9-b567-48c4bfca13d2")]
    public void Another_uuid_is_invalid(string? text) => Assert.False(WireId.TryOrder(text, out _));
}
