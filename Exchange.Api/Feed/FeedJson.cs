using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Values;

namespace Exchange.Api.Feed;

/// <summary>Writes the messages of the feed.</summary>
public static class FeedJson
{
    /// <summary>A message of the <c>full</c> channel.</summary>
    public static byte[] Full(ProductFeed feed, in FeedMessage message) => Write(feed, message, default);

    /// <summary>A message of the <c>user</c> channel, with what concerns the account alone.</summary>
    public static byte[] User(ProductFeed feed, in FeedMessage message, AccountId account) => Write(feed, message, account);

    /// <summary>A trade, as the <c>matches</c> channel says it; or, on subscribing, the last one.</summary>
    public static byte[] Match(ProductFeed feed, FeedMessage match, string type) => Write(writer =>
    {
        writer.WriteString("type", type);
        writer.WriteNumber("trade_id", match.Trade);
        Head(writer, feed, match.Sequence, match.AtUnixMicroseconds);
        writer.WriteString("maker_order_id", WireId.Of(match.Order));
        writer.WriteString("taker_order_id", WireId.Of(match.Taker));
        writer.WriteString("side", Words.Sides[match.Side]);
        writer.WriteString("size", Text(match.Size));
        writer.WriteString("price", Decimals.Text(match.Price));
    });

    /// <summary>All levels of a product.</summary>
    public static byte[] Snapshot(ProductFeed feed) => Write(writer =>
    {
        writer.WriteString("type", "snapshot");
        writer.WriteString("product_id", feed.Product.Name);
        writer.WriteNumber("sequence", feed.Sequence);
        Levels(writer, "bids", feed.Book.Levels(Side.Bid));
        Levels(writer, "asks", feed.Book.Levels(Side.Ask));
        writer.WriteNumber("checksum", Checksum(feed.Book));
    });

    /// <summary>The levels that a turn has changed, with their sizes after it; zero means that a level is gone.</summary>
    public static byte[] LevelUpdate(ProductFeed feed, long atUnixMicroseconds) => Write(writer =>
    {
        writer.WriteString("type", "l2update");
        Head(writer, feed, feed.Sequence, atUnixMicroseconds);
        writer.WriteStartArray("changes");
        foreach ((Side side, Price price) in feed.Touched)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(Words.Sides[side]);
            writer.WriteStringValue(Decimals.Text(price));
            writer.WriteStringValue(Text(feed.Book.SizeAt(side, price)));
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteNumber("checksum", Checksum(feed.Book));
    });

    /// <summary>The last trade, the best prices and the day.</summary>
    public static byte[] Ticker(ProductFeed feed, Side makerSide, long nowUnixMicroseconds) => Write(writer =>
    {
        (Price open, Price high, Price low, long volume) = feed.Tape.Day(nowUnixMicroseconds);
        writer.WriteString("type", "ticker");
        Head(writer, feed, feed.Sequence, feed.Tape.LastAtUnixMicroseconds);
        writer.WriteString("price", Decimals.Text(feed.Tape.Last));
        writer.WriteString("open_24h", Decimals.Text(open));
        writer.WriteString("volume_24h", Text(volume));
        writer.WriteString("low_24h", Decimals.Text(low));
        writer.WriteString("high_24h", Decimals.Text(high));
        Best(writer, feed, Side.Bid, "best_bid");
        Best(writer, feed, Side.Ask, "best_ask");
        writer.WriteString("side", Words.Sides[makerSide == Side.Bid ? Side.Ask : Side.Bid]);
        writer.WriteNumber("trade_id", feed.Tape.LastTrade);
        writer.WriteString("last_size", Text(feed.Tape.LastSize));
    });

    /// <summary>A sign of life, with the numbers by which a reader sees whether it missed anything.</summary>
    public static byte[] Heartbeat(ProductFeed feed, long nowUnixMicroseconds) => Write(writer =>
    {
        writer.WriteString("type", "heartbeat");
        writer.WriteNumber("last_trade_id", feed.Tape.LastTrade);
        Head(writer, feed, feed.Sequence, nowUnixMicroseconds);
    });

    /// <summary>A problem with what a client sent.</summary>
    public static byte[] Error(string message, string reason) => Write(writer =>
    {
        writer.WriteString("type", "error");
        writer.WriteString("message", message);
        writer.WriteString("reason", reason);
    });

    /// <summary>Writes one JSON object.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            content(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The checksum over the ten best levels of each side.</summary>
    public static uint Checksum(ProductBook book)
    {
        BookChecksum sum = BookChecksum.Begin();
        foreach ((Price price, BookLevel level) in book.Levels(Side.Ask).Take(BookChecksum.Levels)) sum.Add(Decimals.Text(price), Text(level.Size));
        foreach ((Price price, BookLevel level) in book.Levels(Side.Bid).Take(BookChecksum.Levels)) sum.Add(Decimals.Text(price), Text(level.Size));
        return sum.Value;
    }

    private static byte[] Write(ProductFeed feed, FeedMessage message, AccountId reader) => Write(writer =>
    {
        writer.WriteString("type", Type(message.Kind));
        if (message.Kind == FeedKind.Match)
        {
            writer.WriteNumber("trade_id", message.Trade);
            writer.WriteString("maker_order_id", WireId.Of(message.Order));
            writer.WriteString("taker_order_id", WireId.Of(message.Taker));
        }
        else
        {
            writer.WriteString("order_id", WireId.Of(message.Order));
        }

        Head(writer, feed, message.Sequence, message.AtUnixMicroseconds);
        writer.WriteString("side", Words.Sides[message.Side]);
        Body(writer, message);
        if (reader.Value != 0) Owner(writer, message, reader);
    });

    private static void Body(Utf8JsonWriter writer, in FeedMessage message)
    {
        if (!message.IsMarket) writer.WriteString("price", Decimals.Text(message.Price));
        switch (message.Kind)
        {
            case FeedKind.Received:
                writer.WriteString("size", Text(message.Size));
                writer.WriteString("order_type", message.IsMarket ? "market" : "limit");
                if (!message.Client.IsNone) writer.WriteString("client_oid", message.Client.ToGuid());
                break;
            case FeedKind.Open: writer.WriteString("remaining_size", Text(message.Size)); break;
            case FeedKind.Match: writer.WriteString("size", Text(message.Size)); break;
            case FeedKind.Change:
                writer.WriteString("old_size", Text(message.OldSize));
                writer.WriteString("new_size", Text(message.Size));
                writer.WriteString("reason", Reason(message.Reason));
                break;
            case FeedKind.Done:
                writer.WriteString("remaining_size", Text(message.Size));
                writer.WriteString("reason", Reason(message.Reason));
                break;
        }
    }

    private static void Owner(Utf8JsonWriter writer, in FeedMessage message, AccountId reader)
    {
        Guid account = WireId.Of(reader);
        writer.WriteString("user_id", account);
        writer.WriteString("profile_id", account);
        if (message.Kind != FeedKind.Match) return;
        string party = message.Account == reader ? "maker" : "taker";
        writer.WriteString(party + "_user_id", account);
        writer.WriteString(party + "_profile_id", account);
        writer.WriteString(party + "_fee_rate", Decimals.Fraction(message.Account == reader ? 0 : message.TakerFeeBasisPoints));
    }

    private static void Head(Utf8JsonWriter writer, ProductFeed feed, long sequence, long atUnixMicroseconds)
    {
        writer.WriteString("product_id", feed.Product.Name);
        writer.WriteNumber("sequence", sequence);
        writer.WriteString("time", WireTime.Text(atUnixMicroseconds));
    }

    private static void Levels(Utf8JsonWriter writer, string name, IEnumerable<KeyValuePair<Price, BookLevel>> levels)
    {
        writer.WriteStartArray(name);
        foreach ((Price price, BookLevel level) in levels)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(Decimals.Text(price));
            writer.WriteStringValue(Text(level.Size));
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static void Best(Utf8JsonWriter writer, ProductFeed feed, Side side, string name)
    {
        var best = feed.Book.Best(side);
        writer.WriteString(name, best is { } found ? Decimals.Text(found.Price) : "0");
        writer.WriteString(name + "_size", Text(best?.Level.Size ?? 0));
    }

    private static string Text(long gpus) => gpus.ToString(CultureInfo.InvariantCulture);

    private static string Type(FeedKind kind) => kind switch
    {
        FeedKind.Received => "received",
        FeedKind.Open => "open",
        FeedKind.Match => "match",
        FeedKind.Change => "change",
        FeedKind.Done => "done",
    };

    private static string Reason(FeedReason reason) => reason switch
    {
        FeedReason.None => "none",
        FeedReason.Filled => "filled",
        FeedReason.Canceled => "canceled",
        FeedReason.Amended => "amended",
        FeedReason.Requeued => "requeued",
        FeedReason.Unlisted => "unlisted",
        FeedReason.OtherTrade => "other_trade",
        FeedReason.SelfTrade => "STP",
        FeedReason.Reduced => "modify_order",
        FeedReason.Availability => "availability",
    };
}
