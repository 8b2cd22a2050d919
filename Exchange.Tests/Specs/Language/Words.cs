using Exchange.Engine.Commands;
using Exchange.Engine.Markets;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Tests.Specs.Language;

/// <summary>The words in which specs are written.</summary>
public static class Words
{
    public static AccountId Alice => Cast.Alice;
    public static AccountId Bob => Cast.Bob;
    public static AccountId Carol => Cast.Carol;
    public static AccountId Dave => Cast.Dave;
    public static AccountId Alicia => Cast.Alicia;

    public static Scenario Given(params Act[] acts) => new Scenario().Given(acts);

    public static Selling Sell(AccountId who, int gpus, decimal at, string id = "ask") => new(who, gpus, at, id);

    public static Buying Buy(AccountId who, int gpus, decimal limit, string id = "bid") => new(who, gpus, limit, id);

    public static Amending Amend(AccountId who, string order, int gpus = 0, decimal limit = 0) => new(who, order, gpus, limit);

    public static Cancelling Cancel(AccountId who, string order) => new(who, order);

    public static Act CancelEverything(AccountId who, Sides sides = Sides.Both) => Do(new CancelAll(who, default, sides));

    public static Waiting Wait(int minutes) => new(minutes);

    public static Registering Register(AccountId who, string name, int gpusPerNode, int nodes = 1) => new(who, name, gpusPerNode, nodes);

    public static Act Set(Setting setting, long value) => Do(new ChangeSetting(setting, value));

    public static Act TurnMarket(MarketState state) => Do(new ChangeMarketState(state));

    public static Act Do<T>(T command)
        where T : unmanaged, ICommand<T> => new Doing(stage => stage.Execute(command));

    public static Act Do(Action<Stage> what) => new Doing(what);

    public static FilledExpectation Filled(string ask, string bid, int gpus, decimal at) => new(ask, bid, gpus, at);

    public static RestedExpectation Rested(string order) => new(order);

    public static RejectedExpectation Rejected(Refusal reason) => new(reason);

    public static CancelledExpectation Cancelled(string order, CancelReason reason) => new(order, reason);

    public static PreventedExpectation Prevented(string maker, string taker, int gpus) => new(maker, taker, gpus);

    public static ReducedExpectation Reduced(string order, int gpus) => new(order, gpus);

    public static AmendedExpectation Amended(string order, int gpus, decimal limit) => new(order, gpus, limit);

    public static WithdrawnExpectation Withdrawn(string ask, int remnant, long gpuMinutes) => new(ask, remnant, gpuMinutes);

    public static SkuFactor Accepts(Stage stage, string sku, int factor) => new(stage.Sku(sku), new BasisPoints(factor));

    public static Text64 Text(string text) => Text64.From(text);
}
