using Exchange.Engine.Commands;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Tests.Specs.Language;

/// <summary>Something that somebody does on the stage.</summary>
public abstract record Act
{
    public abstract void Play(Stage stage);
}

/// <summary>Any command, or change of the stage, that needs no words of its own.</summary>
public sealed record Doing(Action<Stage> What) : Act
{
    public override void Play(Stage stage) => What(stage);
}

/// <summary>Somebody offers GPUs. Minutes count from the beginning of the scene.</summary>
public sealed record Selling(AccountId Who, int Gpus, decimal At, string Id) : Act
{
    public string Sku { get; init; } = Cast.H100;
    public string? Node { get; init; }
    public int From { get; init; }
    public int Hours { get; init; } = 24;
    public Func<Spec, Spec> Offering { get; init; } = spec => spec;
    public Func<AskTerms, AskTerms> On { get; init; } = terms => terms;
    public ClientOrderId Client { get; init; }

    public override void Play(Stage stage)
    {
        NodeId node = Node is null ? Cast.GroupOf(stage, Who, Sku) : stage.Node(Node);
        Minute from = new(Stage.Dawn.Value + From);
        var terms = new AskTerms
        {
            Node = node,
            Spec = stage.Intern(Offering(Cast.PlainSpec(stage, Sku))),
            Gpus = new Gpus(Gpus),
            Limit = Dollars.PerGpuHour(At),
            Window = new Window(from, from + Minutes.FromHours(Hours)),
        };
        stage.Name(Id, stage.Execute(new PlaceAsk(Who, Client, On(terms))).Order);
    }
}

/// <summary>Somebody wants GPUs. Minutes count from the beginning of the scene.</summary>
public sealed record Buying(AccountId Who, int Gpus, decimal Limit, string Id) : Act
{
    public string Sku { get; init; } = Cast.H100;
    public int Hours { get; init; } = 1;

    /// <summary>The earliest and latest start; none means at the fill.</summary>
    public (int Earliest, int Latest)? Between { get; init; }
    public Func<Requirement, Requirement> Requiring { get; init; } = requirement => requirement;
    public Func<BidTerms, BidTerms> On { get; init; } = terms => terms;
    public ClientOrderId Client { get; init; }

    public override void Play(Stage stage)
    {
        Minutes duration = Minutes.FromHours(Hours);
        var terms = new BidTerms
        {
            Requirement = stage.Intern(Requiring(Cast.PlainRequirement(stage, Sku))),
            Gpus = new Gpus(Gpus),
            Limit = Dollars.PerGpuHour(Limit),
            Delivery = Between is { } bounds
                ? Delivery.Between(new(Stage.Dawn.Value + bounds.Earliest), new(Stage.Dawn.Value + bounds.Latest), duration)
                : Delivery.AtFill(duration),
        };
        stage.Name(Id, stage.Execute(new PlaceBid(Who, Client, On(terms))).Order);
    }
}

/// <summary>Somebody changes an order; zero leaves what it stands for.</summary>
public sealed record Amending(AccountId Who, string Order, int Gpus, decimal Limit) : Act
{
    public bool PostOnly { get; init; }

    public override void Play(Stage stage) =>
        stage.Execute(new AmendOrder(Who, stage.Order(Order), new Gpus(Gpus), Dollars.PerGpuHour(Limit), PostOnly));
}

/// <summary>Somebody cancels an order.</summary>
public sealed record Cancelling(AccountId Who, string Order) : Act
{
    public override void Play(Stage stage) => stage.Execute(new CancelOrder(Who, stage.Order(Order)));
}

/// <summary>Time passes, and the engine is told.</summary>
public sealed record Waiting(int Minutes) : Act
{
    public override void Play(Stage stage)
    {
        stage.Wait(Minutes);
        stage.Execute(default(AdvanceTime));
    }
}

/// <summary>A machine, or a group of them, is registered under a name.</summary>
public sealed record Registering(AccountId Who, string Name, int GpusPerNode, int Nodes) : Act
{
    public string Sku { get; init; } = Cast.H100;

    public override void Play(Stage stage) => stage.TryRegister(Name, Who, Sku, GpusPerNode, Nodes);
}

/// <summary>Decimal dollars, as people write them.</summary>
public static class Dollars
{
    public static Price PerGpuHour(decimal dollars) => Price.FromMicros((long)(dollars * 1_000_000));

    public static Money Amount(decimal dollars) => Money.FromSixtieths((long)(dollars * Money.SixtiethsPerDollar));
}
