namespace Exchange.Engine.Specs;

/// <summary>How the GPUs of one node are linked, in rising order.</summary>
public enum LinkKind : byte
{
    /// <summary>Not stated; satisfies no requirement.</summary>
    Undefined = 0,
    /// <summary>No direct link.</summary>
    None = 1,
    /// <summary>PCI Express 4.</summary>
    Pcie4 = 2,
    /// <summary>PCI Express 5.</summary>
    Pcie5 = 3,
    /// <summary>Pairs bridged by NVLink (or a vendor's like).</summary>
    NvLinkBridge = 4,
    /// <summary>All to all through NVSwitch (or a vendor's like).</summary>
    NvSwitch = 5,
}

/// <summary>What joins nodes to each other, in rising order.</summary>
public enum FabricKind : byte
{
    /// <summary>Not stated; satisfies no requirement.</summary>
    Undefined = 0,
    /// <summary>Ethernet.</summary>
    Ethernet = 1,
    /// <summary>RDMA over converged Ethernet.</summary>
    RoCE = 2,
    /// <summary>InfiniBand.</summary>
    InfiniBand = 3,
}

/// <summary>Confidential computing, in rising order.</summary>
public enum TeeLevel : byte
{
    /// <summary>None.</summary>
    None = 0,
    /// <summary>The CPU's memory is encrypted and attested.</summary>
    Cpu = 1,
    /// <summary>CPU and GPU both.</summary>
    CpuAndGpu = 2,
}

/// <summary>Platforms of confidential computing; a set.</summary>
[Flags]
public enum TeePlatforms : byte
{
    /// <summary>None named.</summary>
    None = 0,
    /// <summary>AMD SEV-SNP.</summary>
    Snp = 1,
    /// <summary>Intel TDX. May be required; no node may claim it, since nothing here verifies its reports.</summary>
    Tdx = 2,
}

/// <summary>Ways in which a lease is handed over; a set.</summary>
[Flags]
public enum Handovers : byte
{
    /// <summary>None named; as a requirement, any.</summary>
    None = 0,
    /// <summary>A container.</summary>
    Container = 1,
    /// <summary>A virtual machine.</summary>
    Vm = 2,
    /// <summary>The bare machine.</summary>
    BareMetal = 4,
    /// <summary>A Kubernetes namespace or cluster.</summary>
    Kubernetes = 8,
    /// <summary>A Ray cluster.</summary>
    Ray = 16,
    /// <summary>A Slurm partition.</summary>
    Slurm = 32,
}

/// <summary>How firmly capacity is promised. Compared for equality: price differences must not hide quality differences.</summary>
public enum Firmness : byte
{
    /// <summary>Standard: damages of 1 × the price of an undelivered minute.</summary>
    Standard = 0,
    /// <summary>Interruptible: may be reclaimed with notice, without damages.</summary>
    Interruptible = 1,
    /// <summary>Firm: damages of 5 × the price of an undelivered minute.</summary>
    Firm = 2,
}
