using System.Collections.Frozen;
using Exchange.Engine.Commands;
using Exchange.Engine.Specs;

namespace Exchange.Api.Wire;

/// <summary>The words by which the members of an enumeration are written.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class Words<T>
    where T : struct, Enum
{
    private readonly FrozenDictionary<string, T> values;
    private readonly FrozenDictionary<T, string> words;

    internal Words(params (string Word, T Value)[] pairs)
    {
        values = pairs.ToFrozenDictionary(pair => pair.Word, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
        words = pairs.DistinctBy(pair => pair.Value).ToFrozenDictionary(pair => pair.Value, pair => pair.Word);
    }

    /// <summary>The word for a value: the first one listed.</summary>
    public string this[T value] => words[value];

    /// <summary>Reads a word, in any case of letters.</summary>
    public bool TryRead(string word, out T value) => values.TryGetValue(word, out value);

    /// <summary>All words, for a message that says what would have been understood.</summary>
    public string All => string.Join(", ", words.Values.Order(StringComparer.Ordinal));

    /// <summary>The words of a set of flags.</summary>
    public string[] Of(T flags) => [.. words.Where(pair => !pair.Key.Equals(default(T)) && flags.HasFlag(pair.Key)).Select(pair => pair.Value).Order(StringComparer.Ordinal)];
}

/// <summary>The words of the trading API.</summary>
public static class Words
{
    /// <summary>Sides.</summary>
    public static Words<Side> Sides { get; } = new(("buy", Side.Bid), ("sell", Side.Ask));

    /// <summary>Modes of self-trade prevention.</summary>
    public static Words<SelfTradePrevention> SelfTrade { get; } = new(
        ("dc", SelfTradePrevention.DecrementAndCancel), ("co", SelfTradePrevention.CancelOldest),
        ("cn", SelfTradePrevention.CancelNewest), ("cb", SelfTradePrevention.CancelBoth));

    /// <summary>Times in force. GTD is GTT by another name.</summary>
    public static Words<TimeInForce> TimeInForce { get; } = new(
        ("GTC", Engine.Commands.TimeInForce.GoodTillCancelled), ("GTT", Engine.Commands.TimeInForce.GoodTillTime),
        ("GTD", Engine.Commands.TimeInForce.GoodTillTime), ("IOC", Engine.Commands.TimeInForce.ImmediateOrCancel),
        ("FOK", Engine.Commands.TimeInForce.FillOrKill));

    /// <summary>Placements.</summary>
    public static Words<Placement> Placements { get; } = new(
        ("any", Placement.Any), ("same_node", Placement.SameNode), ("same_fabric", Placement.SameFabric),
        ("same_datacenter", Placement.SameDatacenter), ("same_provider", Placement.SameProvider), ("same_region", Placement.SameRegion));

    /// <summary>Links inside a node.</summary>
    public static Words<LinkKind> Links { get; } = new(
        ("none", LinkKind.None), ("pcie4", LinkKind.Pcie4), ("pcie5", LinkKind.Pcie5), ("nvlink", LinkKind.NvLinkBridge),
        ("nvlink_bridge", LinkKind.NvLinkBridge), ("nvswitch", LinkKind.NvSwitch));

    /// <summary>Fabrics between nodes.</summary>
    public static Words<FabricKind> Fabrics { get; } = new(
        ("ethernet", FabricKind.Ethernet), ("roce", FabricKind.RoCE), ("infiniband", FabricKind.InfiniBand));

    /// <summary>Levels of confidential computing.</summary>
    public static Words<TeeLevel> TeeLevels { get; } = new(("none", TeeLevel.None), ("cpu", TeeLevel.Cpu), ("cpu+gpu", TeeLevel.CpuAndGpu));

    /// <summary>Platforms of confidential computing.</summary>
    public static Words<TeePlatforms> TeePlatforms { get; } = new(("snp", Engine.Specs.TeePlatforms.Snp), ("tdx", Engine.Specs.TeePlatforms.Tdx));

    /// <summary>Ways of handing over.</summary>
    public static Words<Handovers> Handovers { get; } = new(
        ("container", Engine.Specs.Handovers.Container), ("vm", Engine.Specs.Handovers.Vm), ("bare_metal", Engine.Specs.Handovers.BareMetal),
        ("kubernetes", Engine.Specs.Handovers.Kubernetes), ("ray", Engine.Specs.Handovers.Ray), ("slurm", Engine.Specs.Handovers.Slurm));

    /// <summary>Degrees of firmness.</summary>
    public static Words<Firmness> Firmness { get; } = new(
        ("standard", Engine.Specs.Firmness.Standard), ("interruptible", Engine.Specs.Firmness.Interruptible), ("firm", Engine.Specs.Firmness.Firm));
}
