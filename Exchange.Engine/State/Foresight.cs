using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>
/// What the next commands will look at in memory that is far away. It is noted for some hundreds of them and then read in sweeps with nothing
/// between the reads, so that the processor has many under way at once, instead of waiting for one each time a command is decided.
/// </summary>
/// <remarks>Changes nothing and decides nothing: what it read may be out of date when the command's time comes.</remarks>
public sealed class Foresight
{
    /// <summary>For how many commands to look ahead: enough reads to be under way at once, and few enough that what they brought is still near.</summary>
    public const int Commands = 256;

    private readonly ClientIdTable clients;
    private readonly OrderTable orders;
    private readonly RestingBook book;
    private readonly int[] cells = new int[Commands];
    private readonly int[] slots = new int[Commands];
    private int cellCount;
    private int slotCount;

    internal Foresight(ClientIdTable clients, OrderTable orders, RestingBook book) => (this.clients, this.orders, this.book) = (clients, orders, book);

    /// <summary>What was read, mixed: so that no compiler takes the reads for useless.</summary>
    public int Seen { get; private set; }

    /// <summary>A command will look up a client's id.</summary>
    public void Note(AccountId account, ClientOrderId client)
    {
        if (!client.IsNone && cellCount < Commands) cells[cellCount++] = clients.CellOf(account, client);
    }

    /// <summary>A command will look at an order.</summary>
    public void Note(OrderId order)
    {
        if (order.Slot < orders.Slots && slotCount < Commands) slots[slotCount++] = order.Slot;
    }

    /// <summary>Reads what was noted, and forgets it.</summary>
    internal void Fetch()
    {
        int seen = clients.Read(cells.AsSpan(0, cellCount));
        Span<int> noted = slots.AsSpan(0, slotCount);
        seen ^= orders.Read(noted);
        seen ^= orders.ReadNeighbours(noted);
        int entries = orders.ToFirstRectangles(noted);
        seen ^= orders.ReadRectangles(noted[..entries]) ^ book.Read(noted[..entries]);
        (Seen, cellCount, slotCount) = (seen, 0, 0);
    }
}
