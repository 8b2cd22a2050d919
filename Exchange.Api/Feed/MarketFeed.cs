using Exchange.Api.Hosting;
using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Sequencing;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using NodaTime;

namespace Exchange.Api.Feed;

/// <summary>The public feed: takes committed turns in and hands their messages to the readers who want them.</summary>
/// <remarks>One lock guards books and readers. Nothing in it waits for a reader.</remarks>
public sealed class MarketFeed : IKeptObserver
{
    private readonly Lock gate = new();
    private readonly FeedBooks books;
    private readonly HashSet<FeedReader> readers = [];
    private readonly Dictionary<ProductId, List<FeedReader>[]> subscribers = [];
    private readonly IClock clock;
    private long turnAt;

    /// <summary>A feed that has seen nothing yet.</summary>
    public MarketFeed(ApiSettings settings, IClock clock)
    {
        books = new FeedBooks(settings.Feed, new RecentOrders(settings.RecentDoneOrders));
        this.clock = clock;
    }

    /// <summary>How many readers are connected.</summary>
    public int Readers
    {
        get
        {
            lock (gate) return readers.Count;
        }
    }

    /// <inheritdoc/>
    public void Begin(ExchangeState state, ReadOnlySpan<byte> kept)
    {
        lock (gate) books.Load(state, kept);
    }

    /// <inheritdoc/>
    public byte[] Keep()
    {
        lock (gate) return books.Keep();
    }

    /// <inheritdoc/>
    public void OnEvolving(ExchangeState before, in RecordedEvent occurred)
    {
        lock (gate) books.Before(before, occurred);
    }

    /// <inheritdoc/>
    public void OnEvolved(ExchangeState after, in RecordedEvent occurred)
    {
        lock (gate)
        {
            books.After(after, occurred);
            turnAt = occurred.AtUnixMicroseconds;
        }
    }

    /// <inheritdoc/>
    public void OnTurnEnd(ExchangeState state)
    {
        lock (gate)
        {
            books.ShowArrived(state, turnAt);
            foreach (ProductFeed feed in books.All)
                if (feed.Turn.Count > 0) Publish(feed, turnAt);
            foreach ((AccountId account, ProductFeed feed, FeedMessage message) in books.UserTurn) PublishUser(account, feed, message);
            books.UserTurn.Clear();
        }
    }

    /// <summary>Reads a product's feed, or answers with what stands for a product that is not listed.</summary>
    public T Read<T>(ProductId product, Func<ProductFeed, T> query, T otherwise)
    {
        lock (gate) return books.Find(product) is { } feed ? query(feed) : otherwise;
    }

    /// <summary>Reads all products' feeds.</summary>
    public T[] ReadAll<T>(Func<ProductFeed, T> query)
    {
        lock (gate) return [.. books.All.Select(query)];
    }

    /// <summary>An order that is done, if it is remembered.</summary>
    public DoneOrder? FindDone(OrderId order)
    {
        lock (gate) return books.Recent.Find(order);
    }

    /// <summary>Takes a reader on; false where there are as many as there may be.</summary>
    public bool TryConnect(FeedReader reader, int maxConnections)
    {
        lock (gate) return readers.Count < maxConnections && readers.Add(reader);
    }

    /// <summary>Lets a reader go.</summary>
    public void Disconnect(FeedReader reader)
    {
        lock (gate)
        {
            readers.Remove(reader);
            foreach (List<FeedReader>[] channels in subscribers.Values)
                foreach (List<FeedReader> channel in channels) channel.Remove(reader);
        }
    }

    /// <summary>Gives a reader a product's channel from now on: first what brings it up to now, then every change.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="product">The product.</param>
    /// <param name="fromSequence">For the full channel: go on after this sequence.</param>
    /// <returns>False where the messages since that sequence are no longer kept.</returns>
    public bool Subscribe(FeedReader reader, FeedChannel channel, ProductId product, long? fromSequence)
    {
        lock (gate)
        {
            if (books.Find(product) is not { } feed) return true;
            IReadOnlyList<FeedMessage>? missed = channel == FeedChannel.Full && fromSequence is { } from ? feed.Since(from) : [];
            if (missed is null) return false;
            foreach (FeedMessage message in missed) reader.Queue.Add(FeedJson.Full(feed, message));
            Introduce(reader, channel, feed);
            if (reader.Wanted(channel).Add(product)) Of(product)[(int)channel].Add(reader);
            return true;
        }
    }

    /// <summary>Takes a product's channel from a reader.</summary>
    public void Unsubscribe(FeedReader reader, FeedChannel channel, ProductId product)
    {
        lock (gate)
            if (reader.Wanted(channel).Remove(product)) Of(product)[(int)channel].Remove(reader);
    }

    /// <summary>Hands a message to a reader, after what it was handed before.</summary>
    public void Send(FeedReader reader, byte[] message)
    {
        lock (gate) reader.Queue.Add(message);
    }

    /// <summary>Sends the sign of life.</summary>
    public void Heartbeat()
    {
        lock (gate)
        {
            foreach (ProductFeed feed in books.All)
            {
                List<FeedReader> wanting = Of(feed.Product.Id)[(int)FeedChannel.Heartbeat];
                if (wanting.Count > 0) Hand(wanting, FeedJson.Heartbeat(feed, Now));
            }
        }
    }

    /// <summary>Sends the status of all products to those who want it.</summary>
    public void Status(byte[] message)
    {
        lock (gate)
            foreach (FeedReader reader in readers)
                if (reader.WantsStatus) reader.Queue.Add(message);
    }

    private long Now => clock.GetCurrentInstant().ToUnixTimeTicks() / 10;

    private void Publish(ProductFeed feed, long at)
    {
        List<FeedReader>[] channels = Of(feed.Product.Id);
        if (channels[(int)FeedChannel.Full] is { Count: > 0 } full)
            foreach (FeedMessage message in feed.Turn) Hand(full, FeedJson.Full(feed, message));
        if (feed.Touched.Count > 0 && channels[(int)FeedChannel.Level2] is { Count: > 0 } levels) Hand(levels, FeedJson.LevelUpdate(feed, at));
        if (feed.Trades.Count > 0)
        {
            if (channels[(int)FeedChannel.Matches] is { Count: > 0 } matches)
                foreach (FeedMessage trade in feed.Trades) Hand(matches, FeedJson.Match(feed, trade, "match"));
            if (channels[(int)FeedChannel.Ticker] is { Count: > 0 } tickers) Hand(tickers, FeedJson.Ticker(feed, feed.Trades[^1].Side, at));
        }

        feed.EndTurn();
    }

    private void PublishUser(AccountId account, ProductFeed feed, in FeedMessage message)
    {
        foreach (FeedReader reader in Of(feed.Product.Id)[(int)FeedChannel.User])
            if (reader.Caller?.Account == account) reader.Queue.Add(FeedJson.User(feed, message, account));
    }

    private void Introduce(FeedReader reader, FeedChannel channel, ProductFeed feed)
    {
        if (channel == FeedChannel.Level2) reader.Queue.Add(FeedJson.Snapshot(feed));
        if (channel == FeedChannel.Matches && feed.LastTrade is { } last) reader.Queue.Add(FeedJson.Match(feed, last, "last_match"));
        if (channel == FeedChannel.Ticker) reader.Queue.Add(FeedJson.Ticker(feed, feed.LastTrade?.Side ?? Side.Ask, Now));
    }

    private static void Hand(List<FeedReader> wanting, byte[] message)
    {
        foreach (FeedReader reader in wanting) reader.Queue.Add(message);
    }

    private List<FeedReader>[] Of(ProductId product)
    {
        if (!subscribers.TryGetValue(product, out List<FeedReader>[]? channels))
            subscribers[product] = channels = [.. Enumerable.Range(0, FeedChannels.Count).Select(_ => new List<FeedReader>())];
        return channels;
    }
}
