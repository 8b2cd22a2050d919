namespace Exchange.Api.Feed;

/// <summary>What a reader of the feed can subscribe to.</summary>
public enum FeedChannel : byte
{
    /// <summary>Every order of a product.</summary>
    Full,
    /// <summary>The levels of a product's book.</summary>
    Level2,
    /// <summary>The trades of a product.</summary>
    Matches,
    /// <summary>The last trade and the best prices of a product.</summary>
    Ticker,
    /// <summary>The caller's own orders; needs a signature.</summary>
    User,
    /// <summary>A sign of life every second.</summary>
    Heartbeat,
    /// <summary>All products and currencies.</summary>
    Status,
    /// <summary>Challenges to the caller's nodes, and signs of life that are asked of them; needs a signature.</summary>
    Challenges,
}

/// <summary>The names of the channels.</summary>
public static class FeedChannels
{
    /// <summary>How many channels there are.</summary>
    public const int Count = (int)FeedChannel.Challenges + 1;

    /// <summary>The name of a channel.</summary>
    public static string Name(FeedChannel channel) => channel switch
    {
        FeedChannel.Full => "full",
        FeedChannel.Level2 => "level2",
        FeedChannel.Matches => "matches",
        FeedChannel.Ticker => "ticker",
        FeedChannel.User => "user",
        FeedChannel.Heartbeat => "heartbeat",
        FeedChannel.Status => "status",
        FeedChannel.Challenges => "challenges",
    };

    /// <summary>The channel of a name, or null. Batched forms of other venues are the same channel here.</summary>
    public static FeedChannel? Find(string name) => name switch
    {
        "full" => FeedChannel.Full,
        "level2" or "level2_batch" or "level2_50" => FeedChannel.Level2,
        "matches" => FeedChannel.Matches,
        "ticker" or "ticker_batch" or "ticker_1000" => FeedChannel.Ticker,
        "user" => FeedChannel.User,
        "heartbeat" => FeedChannel.Heartbeat,
        "status" => FeedChannel.Status,
        "challenges" => FeedChannel.Challenges,
        _ => null,
    };
}
