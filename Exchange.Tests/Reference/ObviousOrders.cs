using Exchange.Engine.Commands;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Tests.Reference;

/// <summary>GPUs × time that an ask still offers.</summary>
public sealed record ObviousRectangle(int Number, int Gpus, int From, int Until)
{
    public long Volume => (long)Gpus * (Until - From);
}

/// <summary>What was agreed, in the order in which it was agreed.</summary>
public sealed record ObviousFill(OrderId Ask, OrderId Bid, Side Taker, Price Price, int Gpus, int From, int Until)
{
    public long Volume => (long)Gpus * (Until - From);
}

/// <summary>A bid with what is open of it.</summary>
public sealed class ObviousBid
{
    public required OrderId Id { get; init; }
    public required AccountId Account { get; init; }
    public required BidTerms Terms { get; set; }
    public required Requirement Requirement { get; init; }
    public int Open { get; set; }

    /// <summary>It became smaller while it rested, so that what could not serve it before may complete it now.</summary>
    public bool TriesAgain { get; set; }

    public long Priority { get; set; }
    public bool Rests { get; set; }
    public long Held { get; set; }

    public bool IsScheduled => Terms.Delivery.Scheduled;

    /// <summary>Less is wanted from now on.</summary>
    public void Shrink(int gpus)
    {
        bool isCompletable = Open >= Terms.MinFill.Count && Open - gpus < Terms.MinFill.Count;
        Open -= gpus;
        TriesAgain |= Rests && (isCompletable || Terms.IsGang);
    }

    public ObviousBid Copy() => (ObviousBid)MemberwiseClone();
}

/// <summary>An ask with the rectangles that it still offers.</summary>
public sealed class ObviousAsk
{
    public required OrderId Id { get; init; }
    public required AccountId Account { get; init; }
    public required AskTerms Terms { get; set; }
    public required Spec Spec { get; init; }
    public List<ObviousRectangle> Rectangles { get; init; } = [];
    public int NextNumber { get; set; }
    public long Priority { get; set; }
    public bool Rests { get; set; }
    public long Held { get; set; }

    /// <summary>GPUs when it was placed or last grew.</summary>
    public int Placed { get; set; }

    /// <summary>The GPUs of the first rectangle that found a buyer: what fill-or-kill asks for.</summary>
    public int SoldOnce { get; set; }

    public int Open => Rectangles.Count == 0 ? 0 : Rectangles.Max(rectangle => rectangle.Gpus);
    public int Step => Math.Max(1, Spec.ChunkStep.Count);
    public int MinChunk => Math.Max(1, Spec.MinChunk.Count);
    public int MinDuration => Math.Max(1, Spec.MinDuration.Count);

    public ObviousAsk Copy() => new()
    {
        Id = Id,
        Account = Account,
        Terms = Terms,
        Spec = Spec,
        Rectangles = [.. Rectangles],
        NextNumber = NextNumber,
        Priority = Priority,
        Rests = Rests,
        Held = Held,
        SoldOnce = SoldOnce,
        Placed = Placed,
    };
}
