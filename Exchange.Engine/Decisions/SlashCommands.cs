using Exchange.Engine.Decisions;
using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Providers;
using Exchange.Engine.State;

namespace Exchange.Engine.Commands;

public readonly partial record struct ProposeSlash
{
    /// <inheritdoc/>
    /// <remarks>Proposes the whole bond of the unit, or of all units of the node where none is named. What proofs show is proposed by the engine itself.</remarks>
    public static Receipt Decide(in ProposeSlash command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!state.Fleet.Exists(command.Node)) return new Receipt(Refusal.UnknownNode);
        if (command.Cause != SlashCause.Fraud) return new Receipt(Refusal.ValueOutOfRange);
        if (command.Unit < -1 || command.Unit >= state.Fleet[command.Node].Units.Count) return new Receipt(Refusal.ValueOutOfRange);
        if (command.Evidence < 1 || command.Evidence > state.Position) return new Receipt(Refusal.ValueOutOfRange);
        var subject = new SlashSubject(command.Cause, command.Node, command.Unit, command.Evidence);
        if (state.Slashes.Knows(subject)) return new Receipt(Refusal.AlreadyDone);
        if (!state.Slashes.HasRoom) return new Receipt(Refusal.CapacityReached);
        var slash = Slashes.Propose(decision, new SlashProposed(
            default, state.Fleet[command.Node].Provider, command.Node, command.Unit, command.Cause, Fault.Provider,
            Bonds.Behind(state, command.Node, command.Unit), command.Evidence));
        return new Receipt(Refusal.None, slash.Value);
    }
}

public readonly partial record struct AppealSlash
{
    /// <inheritdoc/>
    public static Receipt Decide(in AppealSlash command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!state.Slashes.TryFind(command.Slash, out Slash slash) || slash.Terms.Provider != command.Provider) return new Receipt(Refusal.UnknownSlash);
        if (slash.IsAppealed) return new Receipt(Refusal.AlreadyDone);
        if (state.Now >= slash.AppealUntil) return new Receipt(Refusal.TooLate);
        decision.Record(new SlashAppealed(command.Slash, command.Provider));
        return new Receipt(Refusal.None, command.Slash.Value);
    }
}

public readonly partial record struct DecideSlash
{
    /// <inheritdoc/>
    public static Receipt Decide(in DecideSlash command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!state.Slashes.TryFind(command.Slash, out Slash slash)) return new Receipt(Refusal.UnknownSlash);
        if (command.Upheld && !slash.IsAppealed && state.Now < slash.AppealUntil) return new Receipt(Refusal.NotYet);
        if (command.Upheld) Slashes.Execute(decision, command.Slash);
        else Slashes.Drop(decision, command.Slash);
        return new Receipt(Refusal.None, command.Slash.Value);
    }
}
