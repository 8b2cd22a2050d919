using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>An hour of a lease as a snapshot holds it.</summary>
internal readonly record struct SavedHour(FillId Lease, LeaseHour Hour);

/// <summary>Units of a lease as a snapshot holds them.</summary>
internal readonly record struct SavedUnits(FillId Lease, int First, int Count);

/// <summary>The leases, with their hours, units, incidents and disputes, as a snapshot holds them.</summary>
internal static class SavedLeases
{
    public static void Write(ExchangeState state, SnapshotWriter writer)
    {
        var leases = new List<Lease>(state.Leases.Count);
        var hours = new List<SavedHour>();
        var units = new List<SavedUnits>();
        foreach (FillId id in state.Leases.All)
        {
            int slot = state.Leases.Find(id);
            leases.Add(state.Leases[slot]);
            for (int entry = state.Leases.FirstHour(slot); entry >= 0; entry = state.Leases.NextHour(entry)) hours.Add(new SavedHour(id, state.Leases.Hour(entry)));
            foreach ((int first, int count) in state.Leases.UnitsOf(slot).Reverse()) units.Add(new SavedUnits(id, first, count));
        }

        writer.WriteMany<Lease>([.. leases]);
        writer.WriteMany<SavedHour>([.. hours]);
        writer.WriteMany<SavedUnits>([.. units]);
        writer.WriteMany<(FillId, int)>([.. state.Leases.AwaitingAudit]);
        writer.Write(state.Incidents.Count);
        writer.WriteMany<Incident>([.. state.Incidents.All]);
        writer.Write(state.Disputes.Count);
        writer.WriteMany<Dispute>([.. state.Disputes.All]);
    }

    /// <summary>Opens every lease again; the GPUs that it takes are counted in its node already.</summary>
    public static void Read(ExchangeState state, SnapshotReader reader)
    {
        Lease[] leases = reader.ReadMany<Lease>();
        foreach (ref readonly Lease lease in leases.AsSpan())
        {
            int slot = state.Leases.Restore(lease);
            if (lease.Released) state.Leases.End(slot);
            else state.JoinNodeLease(slot);
        }

        foreach ((FillId lease, LeaseHour hour) in reader.ReadMany<SavedHour>())
        {
            int slot = LeaseEvolution.Slot(state, lease);
            ref LeaseHour entered = ref state.Leases.Hour(state.Leases.EnterHour(slot, hour.Hour));
            int next = entered.Next;
            entered = hour;
            entered.Next = next;
        }

        foreach ((FillId lease, int first, int count) in reader.ReadMany<SavedUnits>()) state.Leases.Assign(LeaseEvolution.Slot(state, lease), first, count);
        state.Leases.AwaitingAudit.AddRange(reader.ReadMany<(FillId, int)>());
        state.Incidents.Restore(reader.Read<long>(), reader.ReadMany<Incident>());
        state.Disputes.Restore(reader.Read<long>(), reader.ReadMany<Dispute>());
        foreach (ref readonly Lease lease in leases.AsSpan()) state.Leases.Wake(LeaseEvolution.Slot(state, lease.Terms.Lease), lease.Due);
    }
}
