using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Engine.Values;

namespace Exchange.Api.Feed;

/// <summary>One connection as the feed knows it: what it wants and what waits for it.</summary>
/// <remarks>The subscriptions are read and changed under the feed's lock.</remarks>
public sealed class FeedReader
{
    private readonly HashSet<ProductId>[] wanted = [.. Enumerable.Range(0, FeedChannels.Count).Select(_ => new HashSet<ProductId>())];

    /// <summary>A reader who wants nothing yet.</summary>
    public FeedReader(FeedSettings settings) => Queue = new FeedReaderQueue(settings);

    /// <summary>What waits for it.</summary>
    public FeedReaderQueue Queue { get; }

    /// <summary>Who signed, if anybody did.</summary>
    public Caller? Caller { get; set; }

    /// <summary>Whether its account's orders go when the connection ends.</summary>
    public bool CancelsOnDisconnect { get; set; }

    /// <summary>Whether it wants the status of all products.</summary>
    public bool WantsStatus { get; set; }

    /// <summary>The provider whose challenges it is told; null for none. Changed under the board's lock.</summary>
    public AccountId? ListensFor { get; set; }

    /// <summary>The products that it wants of a channel.</summary>
    public HashSet<ProductId> Wanted(FeedChannel channel) => wanted[(int)channel];

    /// <summary>Whether it wants anything.</summary>
    public bool IsSubscribed => WantsStatus || ListensFor is not null || Array.Exists(wanted, products => products.Count > 0);
}
