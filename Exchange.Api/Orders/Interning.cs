using System.Collections.Concurrent;
using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Sequencing;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Api.Orders;

/// <summary>Gives requirements and specs their small numbers: from memory, else from the market, which is asked once for each.</summary>
public sealed class Interning
{
    private readonly Gateway gateway;
    private readonly CommittedMarket committed;
    private readonly ConcurrentDictionary<Requirement, RequirementId> requirements = [];
    private readonly ConcurrentDictionary<Spec, SpecId> specs = [];

    /// <summary>Numbers of a market.</summary>
    public Interning(Gateway gateway, CommittedMarket committed)
    {
        this.gateway = gateway;
        this.committed = committed;
    }

    /// <summary>A requirement's number, or the problem that kept it from having one.</summary>
    public async ValueTask<(RequirementId Id, Problem? Problem)> IdOfAsync(Requirement requirement)
    {
        if (requirements.TryGetValue(requirement, out RequirementId known)) return (known, null);
        RequirementId id = committed.Read(state => state.Specs.Find(requirement));
        if (id == default)
        {
            (Receipt receipt, Problem? problem) = await gateway.RunAsync(new InternRequirement(requirement));
            if (problem is not null) return (default, problem);
            id = new RequirementId((int)receipt.Id);
            await committed.WaitForAsync(receipt.Position); // Whoever has the number may look it up.
        }

        requirements.TryAdd(requirement, id);
        return (id, null);
    }

    /// <summary>A spec's number, or the problem that kept it from having one.</summary>
    public async ValueTask<(SpecId Id, Problem? Problem)> IdOfAsync(Spec spec)
    {
        if (specs.TryGetValue(spec, out SpecId known)) return (known, null);
        SpecId id = committed.Read(state => state.Specs.Find(spec));
        if (id == default)
        {
            (Receipt receipt, Problem? problem) = await gateway.RunAsync(new InternSpec(spec));
            if (problem is not null) return (default, problem);
            id = new SpecId((int)receipt.Id);
            await committed.WaitForAsync(receipt.Position); // Whoever has the number may look it up.
        }

        specs.TryAdd(spec, id);
        return (id, null);
    }
}
