using Exchange.Engine.Specs;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>What an ask offers against what a bid requires: every attribute, just enough and just not enough.</summary>
public sealed class AttributeSpecs
{
    private static readonly Dictionary<string, (Func<Spec, Spec> Offering, Func<Requirement, Requirement> Requiring)> Enough = new()
    {
        ["GPUs per node"] = (o => o, r => r with { MinGpusPerNode = new(8) }),
        ["VRAM"] = (o => o, r => r with { MinVramGib = 80 }),
        ["memory bandwidth"] = (o => o, r => r with { MinBandwidthGBs = 2_000 }),
        ["BF16 throughput"] = (o => o, r => r with { MinBf16TflopsTenths = 9_890 }),
        ["link"] = (o => o with { Link = LinkKind.NvLinkBridge }, r => r with { MinLink = LinkKind.NvLinkBridge }),
        ["better link"] = (o => o with { Link = LinkKind.NvSwitch }, r => r with { MinLink = LinkKind.Pcie5 }),
        ["fabric"] = (o => o with { Fabric = FabricKind.RoCE }, r => r with { MinFabric = FabricKind.RoCE }),
        ["better fabric"] = (o => o with { Fabric = FabricKind.InfiniBand }, r => r with { MinFabric = FabricKind.Ethernet }),
        ["fabric speed"] = (o => o with { FabricGbpsPerGpu = 400 }, r => r with { MinFabricGbpsPerGpu = 400 }),
        ["whole place"] = (o => In(o, "eu/de/fra"), r => Within(r, "eu/de/fra")),
        ["place within"] = (o => In(o, "eu/de/fra/dc7"), r => Within(r, "us", "eu/de")),
        ["place not denied"] = (o => In(o, "eu/de/fra"), r => Outside(r, "eu/den", "eu/fr")),
        ["vCPU"] = (o => o with { VcpuHundredthsPerGpu = 800 }, r => r with { MinVcpuHundredthsPerGpu = 800 }),
        ["RAM"] = (o => o with { RamMibPerGpu = 65_536 }, r => r with { MinRamMibPerGpu = 65_536 }),
        ["disk"] = (o => o with { DiskGbPerGpu = 500 }, r => r with { MinDiskGbPerGpu = 500 }),
        ["network"] = (o => o with { NetworkMbpsPerGpu = 1_000 }, r => r with { MinNetworkMbpsPerGpu = 1_000 }),
        ["confidential platform"] = (o => o with { TeePlatform = TeePlatforms.Snp }, r => r with { TeePlatforms = TeePlatforms.Snp | TeePlatforms.Tdx }),
        ["handover"] = (o => o with { Handovers = Handovers.Vm | Handovers.Ray }, r => r with { Handovers = Handovers.Ray | Handovers.Slurm }),
        ["firmness"] = (o => o with { Firmness = Firmness.Firm }, r => r with { Firmness = Firmness.Firm }),
        ["notice"] = (o => o with { Notice = new(60) }, r => r with { MinNotice = new(60) }),
        ["provider allowed"] = (o => o, r => r with { AllowProviders = Few<AccountId>.Of(Alice) }),
        ["another provider denied"] = (o => o, r => r with { DenyProviders = Few<AccountId>.Of(Carol) }),
        ["buyer allowed"] = (o => o with { AllowBuyers = Few<AccountId>.Of(Carol, Bob) }, r => r),
        ["another buyer denied"] = (o => o with { DenyBuyers = Few<AccountId>.Of(Carol) }, r => r),
    };

    private static readonly Dictionary<string, (Func<Spec, Spec> Offering, Func<Requirement, Requirement> Requiring)> NotEnough = new()
    {
        ["GPUs per node"] = (o => o, r => r with { MinGpusPerNode = new(9) }),
        ["VRAM"] = (o => o, r => r with { MinVramGib = 81 }),
        ["memory bandwidth"] = (o => o, r => r with { MinBandwidthGBs = 2_001 }),
        ["BF16 throughput"] = (o => o, r => r with { MinBf16TflopsTenths = 9_891 }),
        ["link"] = (o => o with { Link = LinkKind.Pcie5 }, r => r with { MinLink = LinkKind.NvLinkBridge }),
        ["link undefined"] = (o => o, r => r with { MinLink = LinkKind.None }),
        ["fabric"] = (o => o with { Fabric = FabricKind.RoCE }, r => r with { MinFabric = FabricKind.InfiniBand }),
        ["fabric undefined"] = (o => o, r => r with { MinFabric = FabricKind.Ethernet }),
        ["fabric speed"] = (o => o with { FabricGbpsPerGpu = 399 }, r => r with { MinFabricGbpsPerGpu = 400 }),
        ["fabric speed undefined"] = (o => o, r => r with { MinFabricGbpsPerGpu = 1 }),
        ["place elsewhere"] = (o => In(o, "us/va"), r => Within(r, "eu")),
        ["place by letters but not by segments"] = (o => In(o, "eu/den"), r => Within(r, "eu/de")),
        ["place wider than asked"] = (o => In(o, "eu"), r => Within(r, "eu/de")),
        ["place undefined"] = (o => o, r => Within(r, "eu")),
        ["place denied"] = (o => In(o, "eu/de/fra"), r => Outside(r, "eu/de")),
        ["place denied wins over allowed"] = (o => In(o, "eu/de/fra"), r => Outside(Within(r, "eu"), "eu/de")),
        ["place undefined where some are denied"] = (o => o, r => Outside(r, "us")),
        ["vCPU"] = (o => o with { VcpuHundredthsPerGpu = 799 }, r => r with { MinVcpuHundredthsPerGpu = 800 }),
        ["vCPU undefined"] = (o => o, r => r with { MinVcpuHundredthsPerGpu = 1 }),
        ["RAM"] = (o => o with { RamMibPerGpu = 65_535 }, r => r with { MinRamMibPerGpu = 65_536 }),
        ["disk"] = (o => o with { DiskGbPerGpu = 499 }, r => r with { MinDiskGbPerGpu = 500 }),
        ["network"] = (o => o with { NetworkMbpsPerGpu = 999 }, r => r with { MinNetworkMbpsPerGpu = 1_000 }),
        ["confidential level"] = (o => o with { Tee = TeeLevel.Cpu, TeePlatform = TeePlatforms.Snp }, r => r with { MinTee = TeeLevel.CpuAndGpu }),
        ["confidential platform"] = (o => o with { TeePlatform = TeePlatforms.Snp }, r => r with { TeePlatforms = TeePlatforms.Tdx }),
        ["confidential platform undefined"] = (o => o, r => r with { TeePlatforms = TeePlatforms.Snp | TeePlatforms.Tdx }),
        ["handover"] = (o => o with { Handovers = Handovers.Container }, r => r with { Handovers = Handovers.Vm | Handovers.BareMetal }),
        ["handover undefined"] = (o => o, r => r with { Handovers = Handovers.Container }),
        ["firmer than wanted"] = (o => o with { Firmness = Firmness.Firm }, r => r),
        ["less firm than wanted"] = (o => o with { Firmness = Firmness.Interruptible }, r => r),
        ["notice"] = (o => o with { Notice = new(59) }, r => r with { MinNotice = new(60) }),
        ["another provider allowed"] = (o => o, r => r with { AllowProviders = Few<AccountId>.Of(Carol, Dave) }),
        ["provider denied"] = (o => o, r => r with { DenyProviders = Few<AccountId>.Of(Alice) }),
        ["another buyer allowed"] = (o => o with { AllowBuyers = Few<AccountId>.Of(Carol) }, r => r),
        ["buyer denied"] = (o => o with { DenyBuyers = Few<AccountId>.Of(Bob) }, r => r),
        ["denial of the buyer wins"] = (o => o with { AllowBuyers = Few<AccountId>.Of(Bob), DenyBuyers = Few<AccountId>.Of(Bob) }, r => r),
    };

    public static TheoryData<string> WhatIsEnough => [.. Enough.Keys];

    public static TheoryData<string> WhatIsNotEnough => [.. NotEnough.Keys];

    [Theory]
    [MemberData(nameof(WhatIsEnough))]
    public void Just_enough_is_filled(string attribute)
    {
        var (offering, requiring) = Enough[attribute];
        Given(Sell(Alice, gpus: 4, at: 2.00m) with { Offering = offering })
            .When(Buy(Bob, gpus: 4, limit: 2.00m) with { Requiring = requiring })
            .Then(Filled("ask", "bid", 4, 2.00m));
        Given(Buy(Bob, gpus: 4, limit: 2.00m) with { Requiring = requiring })
            .When(Sell(Alice, gpus: 4, at: 2.00m) with { Offering = offering })
            .Then(Filled("ask", "bid", 4, 2.00m), Rested("ask"));
    }

    [Theory]
    [MemberData(nameof(WhatIsNotEnough))]
    public void Just_not_enough_is_not_filled(string attribute)
    {
        var (offering, requiring) = NotEnough[attribute];
        Given(Sell(Alice, gpus: 4, at: 2.00m) with { Offering = offering })
            .When(Buy(Bob, gpus: 4, limit: 2.00m) with { Requiring = requiring })
            .Then(Rested("bid"));
        Given(Buy(Bob, gpus: 4, limit: 2.00m) with { Requiring = requiring })
            .When(Sell(Alice, gpus: 4, at: 2.00m) with { Offering = offering })
            .Then(Rested("ask"));
    }

    [Fact]
    public void One_product_never_stands_for_another() =>
        Given(Sell(Alice, gpus: 4, at: 1.80m) with { Sku = Cast.H100Pcie })
            .When(Buy(Bob, gpus: 4, limit: 2.00m) with { Sku = Cast.H100 })
            .Then(Rested("bid"));

    private static Spec In(Spec spec, string place) => spec with { Place = Text(place) };

    private static Requirement Within(Requirement requirement, params string[] places) =>
        requirement with { AllowPlaces = Few<Text64>.Of([.. places.Select(Text)]) };

    private static Requirement Outside(Requirement requirement, params string[] places) =>
        requirement with { DenyPlaces = Few<Text64>.Of([.. places.Select(Text)]) };
}
