using System.Runtime.InteropServices;

namespace Exchange.Benchmarks.Flows;

/// <summary>One command of the common order flow that public matching engines are measured on, as its generator writes it: 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly struct FlowCommand
{
    public const byte New = (byte)'N';
    public const byte Cancel = (byte)'C';
    public const byte Amend = (byte)'R';

    public readonly byte Op;
    public readonly byte Side;
    public readonly ushort Kind;
    public readonly int Id;
    public readonly int Price;
    public readonly int Quantity;

    public bool IsBid => Side == 0;
}

/// <summary>A file of the common order flow.</summary>
public static class CommonFlow
{
    /// <summary>Reads a whole flow.</summary>
    public static FlowCommand[] Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes.Length == 0 || bytes.Length % 16 != 0) throw new InvalidDataException($"{path} is no flow: its length is no multiple of 16 bytes.");
        return MemoryMarshal.Cast<byte, FlowCommand>(bytes).ToArray();
    }

    /// <summary>The highest order id in the flow.</summary>
    public static int MaxId(FlowCommand[] flow)
    {
        int max = 0;
        foreach (ref readonly FlowCommand command in flow.AsSpan()) max = Math.Max(max, command.Id);
        return max;
    }
}

/// <summary>What a flow comes to: printed by everyone who runs it, so that a wrong answer cannot pass as a fast one.</summary>
public struct FlowTotals
{
    private const ulong Prime = 1_099_511_628_211;

    public FlowTotals() => Hash = 1_469_598_103_934_665_603;

    public long Trades { get; private set; }

    public long Quantity { get; private set; }

    public ulong Hash { get; private set; }

    public void Trade(int taker, int maker, int price, int quantity)
    {
        unchecked
        {
            Trades++;
            Quantity += quantity;
            Hash = (Hash ^ (((ulong)(uint)taker << 32) | (uint)maker)) * Prime;
            Hash = (Hash ^ (((ulong)(uint)price << 32) | (uint)quantity)) * Prime;
        }
    }
}
