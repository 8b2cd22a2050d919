using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Xunit;

namespace Exchange.Tests.Specs.Language;

/// <summary>What happens to leases after the fill. Leases are counted from 1, in the order of their fills.</summary>
public static class LeaseWords
{
    /// <summary>All sixty minutes of an hour.</summary>
    public const int WholeHour = 60;

    /// <summary>The provider names units from the given one on, as many as the lease has GPUs, and hands it over.</summary>
    public static Act Provision(AccountId provider, int lease, int firstUnit = 0) => new Doing(stage =>
    {
        stage.Execute(new AssignUnits(provider, new(lease), firstUnit, stage.Lease(lease).Terms.Gpus.Count));
        stage.Execute(new ProvisionLease(provider, new(lease), Handovers.Container, default));
    });

    /// <summary>Somebody says that the first so many minutes of an hour were delivered.</summary>
    public static Act Reports(AccountId by, MeterSide side, int lease, int hour, int minutes) =>
        Words.Do(new ReportHour(by, side, new(lease), hour, MinuteBits.First(minutes), default));

    /// <summary>Both parties say so.</summary>
    public static Act BothReport(AccountId provider, AccountId buyer, int lease, int hour, int minutes) => new Doing(stage =>
    {
        stage.Execute(new ReportHour(provider, MeterSide.Provider, new(lease), hour, MinuteBits.First(minutes), default));
        stage.Execute(new ReportHour(buyer, MeterSide.Buyer, new(lease), hour, MinuteBits.First(minutes), default));
    });

    /// <summary>Time passes, minute by minute, as it does for a running exchange.</summary>
    public static Act Pass(int minutes) => new Doing(stage =>
    {
        for (int minute = 0; minute < minutes; minute++)
        {
            stage.Wait(1);
            stage.Execute(default(AdvanceTime));
        }
    });

    /// <summary>The exchange is away for so long; then another writer takes over and looks at its clock.</summary>
    public static Act Away(int minutes) => new Doing(stage =>
    {
        stage.Wait(minutes);
        stage.Restart();
        stage.Execute(default(AdvanceTime));
    });

    public static Act PassHours(int hours) => new Doing(stage =>
    {
        for (int hour = 0; hour < hours; hour++)
        {
            stage.Wait(60);
            stage.Execute(default(AdvanceTime));
        }
    });

    /// <summary>A lease that is not closed.</summary>
    public static Lease Lease(this Stage stage, int lease) => stage.State.Leases[stage.State.Leases.Find(new(lease))];

    /// <summary>A lease stands so.</summary>
    public static Scenario Stands(this Scenario scenario, int lease, LeaseState state) => scenario.And(stage => Assert.Equal(state, stage.Lease(lease).State));

    /// <summary>A lease is closed: every hour of it is settled.</summary>
    public static Scenario IsClosed(this Scenario scenario, int lease) => scenario.And(stage => Assert.Equal(-1, stage.State.Leases.Find(new(lease))));

    /// <summary>Among all that happened there was exactly one such event, and it was like this.</summary>
    public static Scenario Once<T>(this Scenario scenario, Action<T> judge)
        where T : unmanaged, IEvent<T> => scenario.And(stage =>
    {
        List<T> found = stage.All<T>();
        Assert.Single(found);
        judge(found[0]);
    });

    /// <summary>Nothing of the kind happened.</summary>
    public static Scenario Never<T>(this Scenario scenario)
        where T : unmanaged, IEvent<T> => scenario.And(stage => Assert.Empty(stage.All<T>()));

    /// <summary>The whole history replays to the same state.</summary>
    public static Scenario Replays(this Scenario scenario) => scenario.And(stage => stage.MustReplay());
}
