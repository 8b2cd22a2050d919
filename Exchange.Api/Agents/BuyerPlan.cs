namespace Exchange.Api.Agents;

/// <summary>What a buyer's agent wants.</summary>
/// <param name="Product">The product.</param>
/// <param name="Gpus">GPUs of each lease.</param>
/// <param name="Price">The limit, dollars per GPU-hour.</param>
/// <param name="Hours">How long each lease is to last.</param>
/// <param name="Leases">How many leases it keeps running.</param>
public sealed record BuyerPlan(string Product, int Gpus, string Price, int Hours, int Leases)
{
    /// <summary>Whether it lets the providers of its leases do the same job, once all are delivered, and compares what they say.</summary>
    public bool ComparesResults { get; init; }
}
