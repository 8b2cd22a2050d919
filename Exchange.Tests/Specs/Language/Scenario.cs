using Exchange.Benchmarks;
using Exchange.Engine.Commands;
using Exchange.Engine.Ledger;
using Exchange.Engine.Values;
using Xunit;
using Xunit.Sdk;

namespace Exchange.Tests.Specs.Language;

/// <summary>Given a scene, when somebody acts, then this is told. Each When is judged by the events of its last command.</summary>
public sealed class Scenario
{
    private readonly Stage stage;

    /// <summary>A scene without bonds and proofs.</summary>
    public Scenario()
        : this(MatchingAlone.EveryNodeMayBeOffered)
    {
    }

    /// <summary>A scene with these settings; the others are at their defaults.</summary>
    public Scenario(IReadOnlyList<ChangeSetting> settings) => stage = new Stage(settings);

    public Scenario Given(params Act[] acts)
    {
        foreach (Act act in acts) act.Play(stage);
        return this;
    }

    public Scenario When(params Act[] acts) => Given(acts);

    /// <summary>The last command told exactly this of orders, in this order; and the whole history replays to the same state.</summary>
    public Scenario Then(params Expectation[] expected)
    {
        var story = Telling.Story(stage);
        bool asExpected = story.Count == expected.Length && story.Zip(expected).All(pair => pair.Second.Describes(pair.First.Event, stage));
        if (!asExpected) throw new XunitException(Difference(story, expected));
        stage.MustReplay();
        return this;
    }

    public Scenario ThenNothing() => Then();

    /// <summary>The last command was refused without an event of an order.</summary>
    public Scenario ThenRefused(Refusal reason)
    {
        Assert.Equal(reason, stage.Receipt.Refusal);
        return this;
    }

    public Scenario ThenReceipt(Action<Receipt> judge)
    {
        judge(stage.Receipt);
        return this;
    }

    /// <summary>An order still wants, or offers in its largest rectangle, so many GPUs; zero where it is gone.</summary>
    public Scenario Open(string order, int gpus)
    {
        int open = stage.OpenGpus(order);
        Assert.True(gpus == open, $"{order} should have {gpus} open, and has {open}.{Environment.NewLine}{Telling.Everything(stage)}");
        return this;
    }

    /// <summary>A purse holds so many dollars.</summary>
    public Scenario Purse(AccountId account, AccountKind kind, decimal dollars)
    {
        Money balance = stage.Purse(account, kind);
        Assert.True(
            balance == Dollars.Amount(dollars),
            $"{kind} of {account.Value} should hold {Dollars.Amount(dollars)}, and holds {balance}.{Environment.NewLine}{Telling.Everything(stage)}");
        return this;
    }

    /// <summary>Anything else that is true now.</summary>
    public Scenario And(Action<Stage> judge)
    {
        judge(stage);
        return this;
    }

    private string Difference(IReadOnlyList<(object Event, string Text)> story, Expectation[] expected)
    {
        var lines = new List<string> { "Expected:" };
        lines.AddRange(expected.Select((expectation, i) =>
            $"{(i < story.Count && expectation.Describes(story[i].Event, stage) ? "  " : "✗ ")}{expectation}"));
        lines.Add($"Told ({stage.Receipt}):");
        lines.Add(Telling.Everything(stage));
        return string.Join(Environment.NewLine, lines);
    }
}
