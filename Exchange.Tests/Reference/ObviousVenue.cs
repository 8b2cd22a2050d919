using Exchange.Engine.Commands;
using Exchange.Engine.Markets;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Tests.Reference;

/// <summary>A node as the reference knows it. Zero means never verified.</summary>
public sealed record ObviousNode(RegisterNode Facts)
{
    public int Performance { get; init; }
    public int PerformanceUntil { get; init; }
    public int AttestedUntil { get; init; }
    public int Units => Facts.GpusPerNode.Count * Facts.Nodes;
}

/// <summary>What is registered at the venue: numbers are given in the order of arrival, from 1.</summary>
public sealed class ObviousVenue
{
    public Dictionary<SkuId, Sku> Skus { get; } = [];
    public Dictionary<SpecId, Spec> Specs { get; } = [];
    public Dictionary<RequirementId, Requirement> Requirements { get; } = [];
    public Dictionary<NodeId, ObviousNode> Nodes { get; } = [];
    public Dictionary<AccountId, AccountId> Owners { get; } = [];
    public Dictionary<AccountId, int> Reputations { get; } = [];
    public Dictionary<Setting, long> Settings { get; } = new()
    {
        [Setting.TickMicros] = 100,
        [Setting.TakerFeeBasisPoints] = 25,
        [Setting.StandardMarginBasisPoints] = 3_000,
        [Setting.FirmMarginBasisPoints] = 6_000,
        [Setting.InterruptibleMarginBasisPoints] = 0,
        [Setting.LockHorizonMinutes] = 168 * 60,
        [Setting.AtFillReachMinutes] = 15,
        [Setting.GateClosureMinutes] = 5,
        [Setting.MarketCollarBasisPoints] = 1_000,
    };

    public void Apply(in OpenAccount command)
    {
        var account = new AccountId(Owners.Count + 1);
        Owners.Add(account, command.Owner == AccountId.House ? account : command.Owner);
    }

    public void Apply(in ListSku command) => Skus.Add(new SkuId(Skus.Count + 1), command.Sku);

    public void Apply(in InternSpec command)
    {
        if (!Specs.ContainsValue(command.Spec)) Specs.Add(new SpecId(Specs.Count + 1), command.Spec);
    }

    public void Apply(in InternRequirement command)
    {
        if (!Requirements.ContainsValue(command.Requirement)) Requirements.Add(new RequirementId(Requirements.Count + 1), command.Requirement);
    }

    public void Apply(in RegisterNode command) => Nodes.Add(new NodeId(Nodes.Count + 1), new ObviousNode(command));

    public void Apply(in RecordPerformance command) =>
        Nodes[command.Node] = Nodes[command.Node] with { Performance = command.Performance.Value, PerformanceUntil = command.Until.Value };

    public void Apply(in RecordAttestation command) => Nodes[command.Node] = Nodes[command.Node] with { AttestedUntil = command.Until.Value };

    public void Apply(in PublishReputation command) => Reputations[command.Provider] = command.Score.Value;

    public void Apply(in ChangeSetting command) => Settings[command.Setting] = command.Value;

    public bool HaveOneOwner(AccountId left, AccountId right) => Owners[left] == Owners[right];

    public int Minutes(Setting setting) => (int)Settings[setting];

    public BasisPoints MarginOf(Firmness firmness) => new((int)Settings[firmness switch
    {
        Firmness.Standard => Setting.StandardMarginBasisPoints,
        Firmness.Firm => Setting.FirmMarginBasisPoints,
        Firmness.Interruptible => Setting.InterruptibleMarginBasisPoints,
    }]);
}
