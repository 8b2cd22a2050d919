using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Values;

namespace Exchange.Tests.Durability;

/// <summary>Turns of plausible events, the same for the same numbers.</summary>
internal static class Turns
{
    /// <summary>The time stamped on all of them.</summary>
    internal const long At = 1_760_000_000_123_456;

    /// <summary>A turn of so many events behind a position: one deposit, fills, their leases, and money for them.</summary>
    internal static EventBatch After(long position, int events)
    {
        var batch = new EventBatch { FirstPosition = position + 1, AtUnixMicroseconds = At + position };
        for (int i = 0; i < events; i++) Add(batch, position + 1 + i);
        return batch;
    }

    private static void Add(EventBatch batch, long number)
    {
        switch (number % 4)
        {
            case 0:
                batch.Append(new MoneyMoved(
                    new(1), AccountKind.OrderHold, new(1), AccountKind.LeaseEscrow, Money.FromMicros(number), MoveReason.LeaseEscrow,
                    OrderId.Of(number, 3), new(number), default));
                break;
            case 1:
                batch.Append(new OrderFilled(
                    new(number), OrderId.Of(number, 1), OrderId.Of(number, 2), Side.Bid, Price.FromMicros(2_000_000 + number), new(8),
                    new Window(new(30_000_000), new(30_000_600)), 0, Kept.Beside | Kept.After));
                break;
            case 2:
                batch.Append(new LeaseOpened(
                    new(number), new(1), new(2), OrderId.Of(number, 2), OrderId.Of(number, 1), new(7), new(3), new(4), new(8),
                    new Window(new(30_000_000), new(30_000_600)), Price.FromMicros(2_000_000 + number), Money.FromMicros(5), default));
                break;
            default:
                batch.Append(new MoneyMoved(
                    AccountId.House, AccountKind.External, new((int)(number % 1000) + 1), AccountKind.Available, Money.FromMicros(number), MoveReason.Deposit,
                    default, default, new ClientOrderId((UInt128)number)));
                break;
        }
    }
}
