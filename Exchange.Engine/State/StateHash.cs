using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>The digest of a state: everything that decides what happens next, in an order that does not depend on how it lies in memory.</summary>
internal static class StateHash
{
    public static ulong Of(ExchangeState state)
    {
        Digest digest = default;
        digest.Add(state.Position);
        digest.Add((long)state.Now.Value);
        digest.Add((long)state.Market);
        digest.Add(state.NextOrder);
        digest.Add(state.NextFill);
        digest.Add(state.NextPriority);
        foreach (long value in state.Settings.Values) digest.Add(value);
        foreach (long balance in state.Accounts.Balances) digest.Add(balance);
        AddAccounts(ref digest, state);
        AddRegistry(ref digest, state);
        AddOrders(ref digest, state);
        foreach (FillId lease in state.Leases.All)
        {
            digest.Add(lease.Value);
            digest.Add(state.Leases[state.Leases.Find(lease)].Escrow.Sixtieths);
        }

        AddClients(ref digest, state);
        return digest.Value;
    }

    private static void AddAccounts(ref Digest digest, ExchangeState state)
    {
        for (int number = 0; number < state.Accounts.Count; number++)
        {
            ref readonly Account account = ref state.Accounts[new AccountId(number)];
            digest.Add((long)account.Owner.Value);
            digest.Add((long)account.Reputation.Value);
            digest.Add(account.CancelAfterUnixMilliseconds);
            for (int slot = account.FirstOrder; slot >= 0; slot = state.Orders[slot].NextOfAccount) digest.Add((long)slot);
        }
    }

    private static void AddRegistry(ref Digest digest, ExchangeState state)
    {
        for (int number = 1; number <= state.Specs.SkuCount; number++)
        {
            var sku = new SkuId(number);
            digest.Add(state.Specs[sku].Name.Bytes);
            digest.Add((long)state.Specs[sku].Lifecycle);
            digest.Add(state.Specs.Book(sku).LastFillMicros);
        }

        digest.Add((long)state.Specs.SpecCount);
        digest.Add((long)state.Specs.RequirementCount);
        digest.Add((long)state.Products.Count);
        for (int number = 1; number <= state.Fleet.Count; number++)
        {
            ref readonly Node node = ref state.Fleet[new NodeId(number)];
            digest.Add((long)node.Provider.Value);
            digest.Add((long)node.Performance.Value);
            digest.Add((long)node.PerformanceUntil.Value);
            digest.Add((long)node.AttestationUntil.Value);
            digest.Add(node.CommittedGpus);
        }
    }

    private static void AddOrders(ref Digest digest, ExchangeState state)
    {
        foreach (int free in state.Orders.FreeSlots) digest.Add((long)free);
        for (int slot = 0; slot < state.Orders.Slots; slot++)
        {
            ref readonly Order order = ref state.Orders[slot];
            digest.Add(order.Id.Value);
            if (order.Id.IsNone) continue;
            digest.Add((long)order.Account.Value);
            digest.Add((long)order.Open.Count);
            digest.Add(order.Limit.Micros);
            digest.Add(order.Priority);
            digest.Add(order.Locked.Sixtieths);
            digest.Add(order.Offered.Value);
            digest.Add(order.Leased.Value);
            digest.Add(order.Withdrawn.Value);
            digest.Add((order.Resting ? 1L : 0L) + (order.Done ? 2L : 0L));
            for (int entry = order.FirstRectangle; entry >= 0; entry = state.Orders.NextRectangle(entry))
            {
                ref readonly Rectangle rectangle = ref state.Orders.Rectangle(entry);
                digest.Add((long)rectangle.Ordinal);
                digest.Add((long)rectangle.Gpus.Count);
                digest.Add((long)rectangle.Window.From.Value);
                digest.Add((long)rectangle.Window.Until.Value);
            }
        }
    }

    private static void AddClients(ref Digest digest, ExchangeState state)
    {
        foreach (ref readonly ClientIdTable.Entry entry in state.Clients.Entries)
        {
            digest.Add(unchecked((ulong)entry.Id));
            digest.Add((ulong)(entry.Id >> 64));
            digest.Add((long)entry.Account);
            digest.Add(entry.Digest);
            digest.Add(entry.Answer);
        }
    }
}
