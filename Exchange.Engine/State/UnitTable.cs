using Exchange.Engine.Providers;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>A GPU of a node, named by its device, and how it fares with its proofs.</summary>
public struct Unit
{
    /// <summary>How many fresh challenges confirm a failed proof.</summary>
    public const int Confirmations = 2;

    /// <summary>The node or group.</summary>
    public NodeId Node;
    /// <summary>Which unit of it, from 0.</summary>
    public int Number;
    /// <summary>The device in it.</summary>
    public Text64 Device;
    /// <summary>Whether the device is banned.</summary>
    public bool IsBanned;
    /// <summary>Measured last; zero before the first proof and after one that failed.</summary>
    public BasisPoints Performance;
    /// <summary>The first minute at which that is stale.</summary>
    public Minute PerformanceUntil;
    /// <summary>Matrix proofs missed.</summary>
    public Misses Misses;
    /// <summary>Measurements below what an offer needs, in a row.</summary>
    public int SlowInARow;
    /// <summary>Fresh challenges still owed to confirm a failed proof.</summary>
    public int ConfirmationsLeft;
    /// <summary>How many of them failed so far.</summary>
    public int ConfirmationsFailed;
    /// <summary>Challenges that measure it and are not judged.</summary>
    public int OpenChallenges;
}

/// <summary>The units that were named by their devices.</summary>
public sealed class UnitTable
{
    /// <summary>The most units of one node or group that may be named; larger groups are registered in parts.</summary>
    public const int MaxUnitsPerNode = 1_024;

    /// <summary>The most units in all.</summary>
    public const int MaxUnits = 4_000_000;

    private readonly Dictionary<(int Node, int Number), int> places = [];
    private Unit[] units = new Unit[16];

    /// <summary>How many units are named.</summary>
    public int Count { get; private set; }

    /// <summary>The place of a unit, or -1.</summary>
    public int Find(NodeId node, int number) => places.TryGetValue((node.Value, number), out int place) ? place : -1;

    /// <summary>A unit, where it lies.</summary>
    public ref Unit this[int place] => ref units[place];

    internal ReadOnlySpan<Unit> All => units.AsSpan(0, Count);

    /// <summary>Names a unit anew; what was known of the device before it is forgotten here. Returns its place.</summary>
    internal int Name(NodeId node, int number, Text64 device)
    {
        int place = Find(node, number);
        if (place < 0)
        {
            place = Count++;
            if (place == units.Length) Array.Resize(ref units, Count * 2);
            places.Add((node.Value, number), place);
        }

        units[place] = new Unit { Node = node, Number = number, Device = device };
        return place;
    }

    internal void Restore(Unit[] saved)
    {
        (units, Count) = (saved.Length == 0 ? new Unit[16] : saved, saved.Length);
        places.Clear();
        for (int place = 0; place < Count; place++) places.Add((units[place].Node.Value, units[place].Number), place);
    }

    internal void AddTo(ref Digest digest)
    {
        foreach (ref readonly Unit unit in All)
        {
            digest.Add((long)unit.Node.Value);
            digest.Add((long)unit.Number);
            digest.Add(unit.Device.Bytes);
            digest.Add(unit.IsBanned ? 1L : 0L);
            digest.Add((long)unit.Performance.Value);
            digest.Add((long)unit.PerformanceUntil.Value);
            unit.Misses.AddTo(ref digest);
            digest.Add((long)unit.SlowInARow);
            digest.Add((long)unit.ConfirmationsLeft);
            digest.Add((long)unit.ConfirmationsFailed);
            digest.Add((long)unit.OpenChallenges);
        }
    }
}
