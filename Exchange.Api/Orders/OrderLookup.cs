using Exchange.Api.Feed;
using Exchange.Engine.Sequencing;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Projections.Market;
using Exchange.Projections.Queries;

namespace Exchange.Api.Orders;

/// <summary>Finds an account's order where it is known freshest: among the open ones, among those done lately, or in the views.</summary>
/// <param name="Committed">The committed state.</param>
/// <param name="Feed">Remembers the orders done lately.</param>
/// <param name="Stored">The views.</param>
/// <param name="Answers">Says what is known.</param>
public sealed record OrderLookup(CommittedMarket Committed, MarketFeed Feed, OrderQueries Stored, OrderAnswers Answers)
{
    /// <summary>The account's order, or null where it is none of its own or does not exist: the two look alike.</summary>
    public async ValueTask<OrderAnswer?> FindAsync(AccountId account, OrderId id, CancellationToken cancellation)
    {
        if (Find(account, id) is { } fresh) return fresh;
        OrderRow? row = await Stored.FindAsync(id, cancellation);
        return row is null || row.Account != account ? null : Answers.Stored(row);
    }

    /// <summary>The number of the account's order by the client's own id, or none.</summary>
    public OrderId Find(AccountId account, ClientOrderId client) =>
        Committed.Read(state => state.Clients.TryFind(account, client, out _, out long order) ? new OrderId(order) : default);

    /// <summary>The account's order if it is open or was done lately.</summary>
    public OrderAnswer? Find(AccountId account, OrderId id)
    {
        (Order Order, int Open)? live = Committed.Read<(Order, int)?>(state =>
            state.Orders.Find(id) is var slot and >= 0 && !state.Orders[slot].Done ? (state.Orders[slot], OpenGpus.Of(state, slot)) : null);
        if (live is { } open) return open.Order.Account == account ? Answers.Open(open.Order, open.Open) : null;
        return Feed.FindDone(id) is { } done && done.Order.Account == account ? Answers.Done(done) : null;
    }

    /// <summary>The account's open orders, oldest first, each with its place in the sequence of all orders.</summary>
    public List<(long Sequence, OrderAnswer Order)> Open(AccountId account, ProductId product)
    {
        List<(Order Order, int Open)> open = Committed.Read(state =>
        {
            var found = new List<(Order, int)>();
            for (int slot = state.Accounts[account].FirstOrder; slot >= 0; slot = state.Orders.NextOfAccount(slot))
                if (product == default || state.Orders[slot].Product == product) found.Add((state.Orders[slot], OpenGpus.Of(state, slot)));
            return found;
        });
        return [.. open.Select(found => (found.Order.Id.Sequence, Answers.Open(found.Order, found.Open)))];
    }

    /// <summary>The account's open orders by number, oldest first.</summary>
    public List<OrderId> OpenIds(AccountId account) => Committed.Read(state =>
    {
        var open = new List<OrderId>();
        for (int slot = state.Accounts[account].FirstOrder; slot >= 0; slot = state.Orders.NextOfAccount(slot)) open.Add(state.Orders[slot].Id);
        return open;
    });
}
