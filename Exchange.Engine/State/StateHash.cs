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
        digest.Add((long)state.LastOutage.From.Value);
        digest.Add((long)state.LastOutage.Until.Value);
        foreach (Outage outage in state.RecentOutages.Items.ToArray()) digest.Add(((long)outage.From.Value << 32) | (uint)outage.Until.Value);
        digest.Add(state.IsWriterNew ? 1L : 0L);
        digest.Add(state.NextOrder);
        digest.Add(state.NextFill);
        digest.Add(state.NextPriority);
        foreach (long value in state.Settings.Values) digest.Add(value);
        foreach (long balance in state.Accounts.Balances) digest.Add(balance);
        AddAccounts(ref digest, state);
        AddRegistry(ref digest, state);
        AddOrders(ref digest, state);
        ProviderParts.AddTo(ref digest, state);
        AddLeases(ref digest, state);

        AddClients(ref digest, state);
        return digest.Value;
    }

    private static void AddLeases(ref Digest digest, ExchangeState state)
    {
        foreach (FillId id in state.Leases.All)
        {
            int slot = state.Leases.Find(id);
            ref readonly Lease lease = ref state.Leases[slot];
            foreach (long number in (ReadOnlySpan<long>)
                [id.Value, (long)lease.State, lease.End.Value, lease.Escrow.Sixtieths, lease.Margin.Sixtieths, lease.TakerFeeOwed.Sixtieths,
                    lease.BuyerCovered.Value, lease.ProviderCovered.Value, lease.ProvisionedAt.Value, lease.AssignedUnits, lease.FirstUnmetered,
                    lease.SettledHours, lease.SilentHours, (lease.Ended ? 1 : 0) + (lease.Released ? 2 : 0) + ((long)lease.Reason << 2), lease.Incident.Value, lease.Due.Value, ((long)lease.Placement << 32) | (uint)lease.Gang.Count])
                digest.Add(number);
            lease.Frozen.AddTo(ref digest);
            for (int entry = lease.FirstHour; entry >= 0; entry = state.Leases.NextHour(entry))
            {
                ref readonly LeaseHour hour = ref state.Leases.Hour(entry);
                foreach (long number in (ReadOnlySpan<long>)
                    [hour.Hour, hour.Provider.Value, hour.Buyer.Value, hour.Monitors.Count, hour.Probed.Value, hour.Answered.Value,
                        (hour.ProviderReported ? 1 : 0) + (hour.BuyerReported ? 2 : 0) + ((long)hour.Source << 2), hour.Metered ? 1 : 0, hour.Delivered.Value, hour.Excused.Value, hour.FinalAt.Value,
                        hour.ProviderDispute.Value, hour.BuyerDispute.Value, hour.OpenDisputes])
                    digest.Add(number);
            }

            foreach ((int first, int count) in state.Leases.UnitsOf(slot)) digest.Add(((long)first << 32) | (uint)count);
        }

        foreach ((FillId lease, int hour) in state.Leases.AwaitingAudit)
        {
            digest.Add(lease.Value);
            digest.Add((long)hour);
        }

        foreach (Incident incident in state.Incidents.All)
        {
            foreach (long number in (ReadOnlySpan<long>)
                [incident.Id.Value, incident.From.Value, incident.Until.Value, incident.Cap.Sixtieths, incident.Taken.Sixtieths, incident.Insured.Sixtieths])
                digest.Add(number);
        }

        foreach (Dispute dispute in state.Disputes.All) digest.Add(dispute.Id.Value);
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
