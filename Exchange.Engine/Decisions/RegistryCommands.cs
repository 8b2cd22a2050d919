using Exchange.Engine.Decisions;
using Exchange.Engine.Events;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Commands;

public readonly partial record struct ListSku
{
    /// <inheritdoc/>
    public static Receipt Decide(in ListSku command, Decision decision)
    {
        SpecTable specs = decision.State.Specs;
        if (command.Sku.Name.IsEmpty || specs.FindSku(command.Sku.Name).Value != 0) return new Receipt(Refusal.NameInvalid);
        if (specs.SkuCount >= SpecTable.MaxSkus) return new Receipt(Refusal.CapacityReached);
        var sku = new SkuId(specs.SkuCount + 1);
        decision.Record(new SkuListed(sku, command.Sku));
        return new Receipt(Refusal.None, sku.Value);
    }
}

public readonly partial record struct ChangeSkuLifecycle
{
    /// <inheritdoc/>
    public static Receipt Decide(in ChangeSkuLifecycle command, Decision decision)
    {
        if (!decision.State.Specs.Exists(command.Sku)) return new Receipt(Refusal.UnknownSku);
        if (!Enum.IsDefined(command.Lifecycle)) return new Receipt(Refusal.ValueOutOfRange);
        decision.Record(new SkuLifecycleChanged(command.Sku, command.Lifecycle));
        return new Receipt(Refusal.None, command.Sku.Value);
    }
}

public readonly partial record struct ListProduct
{
    /// <inheritdoc/>
    public static Receipt Decide(in ListProduct command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!IsName(command.Name) || state.FindProduct(command.Name) is not null) return new Receipt(Refusal.NameInvalid);
        if (!state.Specs.Exists(command.Sku)) return new Receipt(Refusal.UnknownSku);
        if (!state.Specs.Exists(command.Requirement)) return new Receipt(Refusal.UnknownRequirement);
        if (Compatibility.FactorOf(state.Specs[command.Requirement], command.Sku) != BasisPoints.One) return new Receipt(Refusal.TermsContradict);
        if (command.Duration.Count < 1) return new Receipt(Refusal.WindowOutOfRange);
        var product = new ProductId(state.Products.Count + 1);
        decision.Record(new ProductListed(product, command.Name, command.Sku, command.Requirement, command.Duration));
        return new Receipt(Refusal.None, product.Value);
    }

    /// <summary>Whether the name has exactly one hyphen inside, and neither slash nor colon.</summary>
    private static bool IsName(in Text64 name)
    {
        ReadOnlySpan<byte> bytes = name.Bytes;
        int hyphen = bytes.IndexOf((byte)'-');
        return hyphen > 0 && hyphen < bytes.Length - 1 && bytes.LastIndexOf((byte)'-') == hyphen && bytes.IndexOfAny("/:"u8) < 0;
    }
}

public readonly partial record struct InternSpec
{
    /// <inheritdoc/>
    public static Receipt Decide(in InternSpec command, Decision decision)
    {
        SpecTable specs = decision.State.Specs;
        if (specs.Find(command.Spec) is { Value: > 0 } known) return new Receipt(Refusal.None, known.Value, Repeated: true);
        Spec spec = command.Spec;
        if (!specs.Exists(spec.Sku)) return new Receipt(Refusal.UnknownSku);
        if (spec.GpusPerNode.Count is < 1 or > 16 || spec.MinChunk.Count < 1 || spec.ChunkStep.Count < 1) return new Receipt(Refusal.GpusOutOfRange);
        if (!AreDefined(spec)) return new Receipt(Refusal.ValueOutOfRange);
        if (specs.SpecCount >= SpecTable.MaxEach) return new Receipt(Refusal.CapacityReached);
        var id = new SpecId(specs.SpecCount + 1);
        decision.Record(new SpecInterned(id, spec));
        return new Receipt(Refusal.None, id.Value);
    }

    private static bool AreDefined(in Spec spec) =>
        Enum.IsDefined(spec.Firmness) && Enum.IsDefined(spec.Link) && Enum.IsDefined(spec.Fabric) && Enum.IsDefined(spec.Tee)
        && spec.FabricGbpsPerGpu >= 0 && spec.VcpuHundredthsPerGpu >= 0 && spec.RamMibPerGpu >= 0 && spec.DiskGbPerGpu >= 0 && spec.NetworkMbpsPerGpu >= 0;
}

public readonly partial record struct InternRequirement
{
    /// <inheritdoc/>
    public static Receipt Decide(in InternRequirement command, Decision decision)
    {
        SpecTable specs = decision.State.Specs;
        if (specs.Find(command.Requirement) is { Value: > 0 } known) return new Receipt(Refusal.None, known.Value, Repeated: true);
        Requirement requirement = command.Requirement;
        if (requirement.Skus.Count == 0) return new Receipt(Refusal.UnknownSku);
        ReadOnlySpan<SkuFactor> skus = requirement.Skus.Items;
        for (int place = 0; place < skus.Length; place++)
        {
            if (!specs.Exists(skus[place].Sku)) return new Receipt(Refusal.UnknownSku);
            if (skus[place].Factor.Value is < 1 or > 1_000_000) return new Receipt(Refusal.ValueOutOfRange);
            if (Compatibility.FactorOf(requirement, skus[place].Sku) != skus[place].Factor.Value || IsNamedBefore(skus, place)) return new Receipt(Refusal.TermsContradict);
        }

        if (!Enum.IsDefined(requirement.Firmness)) return new Receipt(Refusal.ValueOutOfRange);
        if (specs.RequirementCount >= SpecTable.MaxEach) return new Receipt(Refusal.CapacityReached);
        var id = new RequirementId(specs.RequirementCount + 1);
        decision.Record(new RequirementInterned(id, requirement));
        return new Receipt(Refusal.None, id.Value);
    }

    private static bool IsNamedBefore(ReadOnlySpan<SkuFactor> skus, int place)
    {
        for (int before = 0; before < place; before++)
        {
            if (skus[before].Sku == skus[place].Sku) return true;
        }

        return false;
    }
}
