using Exchange.Api.Operator;
using Exchange.Api.Orders;
using Exchange.Api.Providers;

namespace Exchange.Benchmarks.Traces.Plans;

/// <summary>A node to register, and the ask that offers all of it.</summary>
/// <param name="Provider">The name of its owner.</param>
/// <param name="Node">The node.</param>
/// <param name="Ask">The ask, which lacks only the node's id.</param>
public sealed record PlannedAsk(string Provider, NodeRequest Node, OrderRequest Ask);

/// <summary>A bid to place.</summary>
/// <param name="ArrivalMinute">When, in minutes after the opening.</param>
/// <param name="Buyer">The name of the account.</param>
/// <param name="Gpus">How many GPUs it wants.</param>
/// <param name="Minutes">For how long.</param>
/// <param name="Bid">The bid, which lacks only the time at which it gives up.</param>
/// <param name="Stop">How its job stops although the lease goes on; null where they end together.</param>
public sealed record PlannedBid(long ArrivalMinute, string Buyer, int Gpus, long Minutes, OrderRequest Bid, JobStop? Stop = null);

/// <summary>A job that stops before its lease ends.</summary>
/// <param name="AfterMinutes">After how many minutes of the lease.</param>
/// <param name="PauseMinutes">How long after that its owner bids again.</param>
/// <param name="Again">The bid for the rest of the job; its time of arrival is not known yet. Null where the job is over.</param>
public sealed record JobStop(long AfterMinutes, long PauseMinutes = 0, PlannedBid? Again = null);

/// <summary>A cluster's recorded life as commands: what to list, who offers what, and who bids when.</summary>
/// <param name="Name">The trace's name.</param>
/// <param name="Notes">What was read, and every choice that the source does not make, for the reader of the output.</param>
/// <param name="Skus">SKUs to list.</param>
/// <param name="Products">Products to list.</param>
/// <param name="Asks">The supply, all there from the opening.</param>
/// <param name="Bids">The demand, in the order of arrival.</param>
/// <param name="PatienceMinutes">How long a bid rests before it gives up.</param>
public sealed record ClusterPlan(
    string Name,
    IReadOnlyList<string> Notes,
    IReadOnlyList<SkuListingRequest> Skus,
    IReadOnlyList<ProductRequest> Products,
    IReadOnlyList<PlannedAsk> Asks,
    IReadOnlyList<PlannedBid> Bids,
    long PatienceMinutes);
