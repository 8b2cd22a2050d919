using System.Runtime.CompilerServices;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>The parts of a state that are about providers and their proofs, in snapshots and in the state's hash.</summary>
internal static class ProviderParts
{
    /// <summary>The sizes of what is written, by which another version's layout is recognised.</summary>
    public static ReadOnlySpan<int> Sizes => (int[])
    [
        Unsafe.SizeOf<Unit>(), Unsafe.SizeOf<Device>(), Unsafe.SizeOf<Party>(), Unsafe.SizeOf<BeaconDay>(), Unsafe.SizeOf<Challenge>(), Unsafe.SizeOf<Slash>(), Unsafe.SizeOf<RunningQuorum>(),
    ];

    public static void Write(ExchangeState state, SnapshotWriter writer)
    {
        writer.WriteMany(state.Units.All);
        writer.WriteMany(state.Devices.All);
        writer.WriteMany(state.Parties.All);
        writer.WriteMany(state.Beacons.All);
        writer.Write(state.Beacons.LastDay);
        writer.WriteMany<Challenge>(state.Challenges.All.ToArray());
        writer.Write(state.Challenges.Save());
        writer.WriteMany<Slash>(state.Slashes.All.ToArray());
        writer.WriteMany(state.Slashes.Subjects);
        writer.WriteMany<RunningQuorum>(state.Quorums.Save());
        writer.Write(state.Quorums.Next);
    }

    public static void Read(ExchangeState state, SnapshotReader reader)
    {
        state.Units.Restore(reader.ReadMany<Unit>());
        state.Devices.Restore(reader.ReadMany<Device>());
        state.Parties.Restore(reader.ReadMany<Party>());
        state.Beacons.Restore(reader.ReadMany<BeaconDay>(), reader.Read<int>());
        state.Challenges.Restore(reader.ReadMany<Challenge>(), reader.Read<ChallengeTable.Marks>());
        state.Slashes.Restore(reader.ReadMany<Slash>(), reader.ReadMany<SlashSubject>());
        state.Quorums.Restore(reader.ReadMany<RunningQuorum>(), reader.Read<QuorumId>());
    }

    public static void AddTo(ref Digest digest, ExchangeState state)
    {
        for (int number = 1; number <= state.Fleet.Count; number++)
        {
            ref readonly Node node = ref state.Fleet[new NodeId(number)];
            digest.Add(((long)node.Status << 16) | ((long)node.Reason << 8) | (long)node.Wanted);
            digest.Add((long)node.Spec.Value);
            digest.Add(((long)node.NamedUnits << 32) | (uint)node.GraveSlashes);
            digest.Add(((long)node.OpenChallenges << 32) | (uint)node.OpenMatrices);
            digest.Add(node.LastHeartbeats);
            node.Chain.AddTo(ref digest);
            node.Proofs.AddTo(ref digest);
            node.Heartbeats.AddTo(ref digest);
            node.Maintenance.AddTo(ref digest);
        }

        state.Units.AddTo(ref digest);
        state.Devices.AddTo(ref digest);
        state.Parties.AddTo(ref digest);
        state.Beacons.AddTo(ref digest);
        state.Challenges.AddTo(ref digest);
        state.Slashes.AddTo(ref digest);
        state.Quorums.AddTo(ref digest);
    }
}
