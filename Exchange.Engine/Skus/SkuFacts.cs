namespace Exchange.Engine.Skus;

/// <summary>Who makes a product.</summary>
public enum SkuVendor : byte
{
    /// <summary>NVIDIA.</summary>
    Nvidia,

    /// <summary>AMD.</summary>
    Amd,

    /// <summary>Intel.</summary>
    Intel,
}

/// <summary>How a product sits in its machine. Two form factors are two products: PCIe never stands in for SXM.</summary>
public enum FormFactor : byte
{
    /// <summary>A PCIe 3 card.</summary>
    Pcie3,

    /// <summary>A PCIe 4 card.</summary>
    Pcie4,

    /// <summary>A PCIe 5 card.</summary>
    Pcie5,

    /// <summary>An SXM2 module.</summary>
    Sxm2,

    /// <summary>An SXM4 module.</summary>
    Sxm4,

    /// <summary>An SXM5 module.</summary>
    Sxm5,

    /// <summary>An SXM6 module.</summary>
    Sxm6,

    /// <summary>An OCP accelerator module.</summary>
    Oam,

    /// <summary>Soldered beside its own CPU.</summary>
    Superchip,
}

/// <summary>The link to other GPUs of the node that a product has beyond the host's PCIe. What a node really wires up is the ask's to say.</summary>
public enum SkuLink : byte
{
    /// <summary>Only the host's PCIe.</summary>
    None,

    /// <summary>NVLink to a neighbour through a bridge.</summary>
    NvLinkBridge,

    /// <summary>NVLink through the board.</summary>
    NvLink,

    /// <summary>AMD Infinity Fabric to a neighbour through a bridge.</summary>
    XgmiBridge,

    /// <summary>AMD Infinity Fabric through the board.</summary>
    Xgmi,

    /// <summary>Ethernet ports of the accelerator itself.</summary>
    Roce,
}

/// <summary>What the vendor's list of confidential-computing platforms says of a product.</summary>
public enum TeeCapability : byte
{
    /// <summary>The list does not hold it.</summary>
    NotListed,

    /// <summary>The list holds it, for one GPU at a time.</summary>
    SingleGpu,

    /// <summary>The list holds it and does not say for how many GPUs.</summary>
    Listed,

    /// <summary>The list holds it for several GPUs together.</summary>
    MultiGpu,
}

/// <summary>The figures of a product that no public table confirmed.</summary>
[Flags]
public enum UnverifiedFigures : byte
{
    /// <summary>Every figure was found in a public table.</summary>
    None = 0,

    /// <summary>The memory size.</summary>
    Vram = 1,

    /// <summary>The memory bandwidth.</summary>
    Bandwidth = 2,

    /// <summary>The FP16 and BF16 rates.</summary>
    Throughput = 4,

    /// <summary>The kind of link, or that there is none.</summary>
    Link = 8,

    /// <summary>The speed of the link.</summary>
    LinkSpeed = 16,

    /// <summary>The confidential-computing capability.</summary>
    Tee = 32,
}
