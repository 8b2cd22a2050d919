using Exchange.Benchmarks;
using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Tests.Reference;
using Exchange.Tests.Specs.Language;

namespace Exchange.Tests.Properties;

/// <summary>The engine and the obvious market under the same commands; after each, whatever can be seen of them must be equal.</summary>
public sealed class Twins
{
    private readonly Engine.Engine engine;
    private readonly ObviousMarket market = new();
    private readonly List<(OrderId Id, AccountId Account)> orders = [];
    private readonly List<EventBatch> turns = [];
    private long now = Scene.Dawn * 60_000_000L;
    private EventBatch told = new();

    /// <summary>A market with room for so many orders at first.</summary>
    public Twins(int capacityOrders = 1_024)
        : this(capacityOrders, 168 * 60, MicrosOf)
    {
    }

    private Twins(int capacityOrders, int lockHorizonMinutes, Func<AccountId, long> microsOf)
    {
        engine = new Engine.Engine(new ExchangeState(capacityOrders));
        Open(lockHorizonMinutes, microsOf);
    }

    /// <summary>A market in which nothing locks more than an hour, so that most asks and leases are longer, and all providers are poor.</summary>
    public static Twins BeyondTheHorizon() =>
        new(1_024, 60, account => account.Value > 3 ? account.Value * 1_500_000L : MicrosOf(account));

    public ExchangeState State => engine.State;

    /// <summary>The last command, for people.</summary>
    public string Command { get; private set; } = "";

    /// <summary>Everything that was told so far, command by command.</summary>
    public IReadOnlyList<EventBatch> Turns => turns;

    public void Play(Step step)
    {
        now += step.Who % 3 * 1_000;
        switch (step.Kind)
        {
            case StepKind.Bid: PlaceBid(step); break;
            case StepKind.Ask: PlaceAsk(step); break;
            case StepKind.Amend: Amend(step); break;
            case StepKind.Cancel: Cancel(step); break;
            case StepKind.Wait: now += Steps.WaitMinutes(step) * 60_000_000L; Both(default(AdvanceTime), () => true); break;
            default: PlayRare(step); break;
        }
    }

    private void PlayRare(Step step)
    {
        AccountId account = Who(step);
        NodeId node = new(step.Who % Scene.Nodes.Count + 1);
        Minute until = new((int)(now / 60_000_000) + Steps.WaitMinutes(step));
        switch (step.Kind)
        {
            case StepKind.CancelAll: Both(new CancelAll(account, default, (Sides)(step.Manner % 3)), market.Apply); break;
            case StepKind.Reputation: Both(new PublishReputation(account, new(8_999 + step.Spec % 3)), command => market.Apply(command)); break;
            case StepKind.Performance: Both(new RecordPerformance(node, new(8_999 + step.Spec % 3), until), command => market.Apply(command)); break;
            case StepKind.Attestation: Both(new RecordAttestation(node, until), command => market.Apply(command)); break;
            case StepKind.Deposit: Both(new Deposit(account, step.Gpus * 1_000_000 + 1, default), command => market.Apply(command)); break;
            case StepKind.Withdraw: Withdraw(step); break;
            case StepKind.Arm: Both(new ArmCancelAfter(account, step.Time * 30_000), command => market.Apply(command, now)); break;
        }
    }

    private void Withdraw(Step step)
    {
        var command = new Withdraw(Scene.Poor, step.Gpus * 1_000_000 + 1, default);
        Both(command, () => market.Apply(command));
    }

    private void PlaceBid(Step step)
    {
        var command = new PlaceBid(Who(step), default, Steps.Bid(step, (int)(now / 60_000_000)));
        Both(command, () => market.Apply(command, NewOrder(command.Account)));
    }

    private void PlaceAsk(Step step)
    {
        int node = step.Who % Scene.Nodes.Count;
        AskTerms terms = Steps.Ask(step, (int)(now / 60_000_000), new(node + 1), SpecOf(node, step.Spec));
        var command = new PlaceAsk(Scene.Nodes[node].Provider, default, terms);
        Both(command, () => market.Apply(command, NewOrder(command.Account)));
    }

    private void Amend(Step step)
    {
        var (id, account) = Old(step);
        Price limit = step.Manner % 3 == 0 ? default : Steps.PriceOf(step);
        var command = new AmendOrder(account, id, new(step.Gpus), limit, step.Manner % 8 == 7);
        Both(command, () => market.Apply(command));
    }

    private void Cancel(Step step)
    {
        var (id, account) = Old(step);
        var command = new CancelOrder(account, id);
        Both(command, () => market.Apply(command));
    }

    /// <summary>The id that the engine gave; the reference is told, so that both can be asked about the same orders.</summary>
    private OrderId NewOrder(AccountId account)
    {
        OrderId id = Receipt.Accepted ? Receipt.Order : new OrderId(-orders.Count - 1);
        if (Receipt.Accepted) orders.Add((id, account));
        return id;
    }

    private Receipt Receipt { get; set; }

    private (OrderId Id, AccountId Account) Old(Step step) => orders.Count == 0 ? (new OrderId(1), new AccountId(1)) : orders[^(step.Who % orders.Count + 1)];

    private static AccountId Who(Step step) => new(step.Who % Scene.Owners.Count + 1);

    private SpecId SpecOf(int node, int offer)
    {
        var spec = Scene.OfferOn(node, offer);
        if (State.Specs.Find(spec).Value == 0) Both(new InternSpec(spec), command => market.Venue.Apply(command));
        return State.Specs.Find(spec);
    }

    private void Open(int lockHorizonMinutes, Func<AccountId, long> microsOf)
    {
        Both(new ChangeSetting(Setting.LockHorizonMinutes, lockHorizonMinutes), command => market.Venue.Apply(command));
        foreach (ChangeSetting setting in MatchingAlone.Settings) Both(setting, () => true);
        foreach (AccountId owner in Scene.Owners) Both(new OpenAccount(owner, Text64.From("somebody")), command => market.Venue.Apply(command));
        for (int account = 1; account <= Scene.Owners.Count; account++)
            Both(new Deposit(new(account), microsOf(new(account)), default), command => market.Apply(command));
        foreach (var sku in Scene.Skus) Both(new ListSku(sku), command => market.Venue.Apply(command));
        foreach (RegisterNode node in Scene.Nodes) Both(node, command => market.Venue.Apply(command));
        foreach (var wish in Scene.Wishes) Both(new InternRequirement(wish), command => market.Venue.Apply(command));
        foreach (int provider in new[] { 4, 6 }) Both(new PublishReputation(new(provider), new(9_000)), command => market.Apply(command));
        Both(new RecordPerformance(new(1), new(9_500), new(Scene.Dawn + 600)), command => market.Apply(command));
        Both(new RecordAttestation(new(3), new(Scene.Dawn + 100)), command => market.Apply(command));
    }

    private static long MicrosOf(AccountId account)
    {
        if (account == Scene.Poor) return 60_000_000;
        return account == Scene.PoorProvider ? 40_000_000 : 1_000_000_000_000;
    }

    private void Both<T>(T command, Action<T> reference)
        where T : unmanaged, ICommand<T> => Both(command, () =>
        {
            reference(command);
            return true;
        });

    private void Both<T>(T command, Func<bool> reference)
        where T : unmanaged, ICommand<T>
    {
        Command = command.ToString()!;
        told = new EventBatch(capacityBytes: 4_096);
        Receipt = engine.Execute(command, now, told);
        turns.Add(told);
        market.BeginAt(now);
        bool accepted = reference();
        Differences.MustBeNone(this, market, told, Receipt, accepted);
        Balance.Check(State);
    }
}
