using System.Numerics;
using Exchange.Engine.Decisions;
using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;

namespace Exchange.Engine.Commands;

public readonly partial record struct CommitBeacon
{
    /// <summary>The most links of one day.</summary>
    public const int MaxLinks = 10_000;

    private const int MaxDaysAhead = 7;

    /// <inheritdoc/>
    public static Receipt Decide(in CommitBeacon command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (command.Links is < 1 or > MaxLinks || command.End.IsNone) return new Receipt(Refusal.ValueOutOfRange);
        if (state.Beacons.TryFind(command.Day, out _)) return new Receipt(Refusal.AlreadyDone);
        int today = BeaconTime.DayOf(state.Now);
        if (command.Day < today) return new Receipt(Refusal.TooLate);
        if (command.Day > today + MaxDaysAhead) return new Receipt(Refusal.NotYet);
        decision.Record(new BeaconCommitted(command.Day, command.End, command.Links));
        return new Receipt(Refusal.None, command.Day);
    }
}

public readonly partial record struct RevealBeacon
{
    /// <inheritdoc/>
    public static Receipt Decide(in RevealBeacon command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!state.Beacons.TryFind(command.Day, out BeaconDay day)) return new Receipt(Refusal.NotYet);
        if (command.Epoch < 0 || command.Epoch >= day.Links) return new Receipt(Refusal.ValueOutOfRange);
        if (command.Epoch <= day.Epoch) return new Receipt(Refusal.AlreadyDone);
        if (command.Day < state.Beacons.LastDay) return new Receipt(Refusal.TooLate);
        if (BeaconTime.StartOf(state, command.Day, command.Epoch) > state.Now.Value) return new Receipt(Refusal.NotYet);
        if (!Beacon.Follows(command.Link.Bytes, day.Link.Bytes, command.Epoch - day.Epoch)) return new Receipt(Refusal.BeaconBroken);
        var revealed = new BeaconRevealed(command.Day, command.Epoch, command.Link);
        (FillId Lease, int Hour)[] audited = LeaseAudits.Drawn(state, revealed);
        decision.Record(revealed);
        Schedule.Ask(decision, revealed, day.Epoch);
        LeaseAudits.Run(decision, audited);
        return new Receipt(Refusal.None, command.Epoch);
    }
}

public readonly partial record struct PublishModulus
{
    /// <inheritdoc/>
    public static Receipt Decide(in PublishModulus command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!state.Beacons.TryFind(command.Day, out BeaconDay day)) return new Receipt(Refusal.NotYet);
        if (command.Day < BeaconTime.DayOf(state.Now)) return new Receipt(Refusal.TooLate);
        if (!day.Modulus.IsNone) return new Receipt(Refusal.AlreadyDone);
        ReadOnlySpan<byte> bytes = command.Modulus.Bytes;
        if (bytes[0] < 0x80 || bytes[^1] % 2 == 0) return new Receipt(Refusal.ValueOutOfRange);
        decision.Record(new ModulusPublished(command.Day, command.Modulus));
        return new Receipt(Refusal.None, command.Day);
    }
}

public readonly partial record struct ReleaseFactors
{
    /// <inheritdoc/>
    /// <remarks>An hour of the day may rest on the day's time-locks until it is final.</remarks>
    public static Receipt Decide(in ReleaseFactors command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!state.Beacons.TryFind(command.Day, out BeaconDay day) || day.Modulus.IsNone) return new Receipt(Refusal.AlreadyDone);
        if (state.Now.Value < BeaconTime.EndOf(command.Day) + state.Settings[Setting.ProvisionalMinutes]) return new Receipt(Refusal.NotYet);
        var p = new BigInteger(command.P.Bytes, isUnsigned: true, isBigEndian: true);
        var q = new BigInteger(command.Q.Bytes, isUnsigned: true, isBigEndian: true);
        var modulus = new BigInteger(day.Modulus.Bytes, isUnsigned: true, isBigEndian: true);
        if (p <= BigInteger.One || q <= BigInteger.One || p * q != modulus) return new Receipt(Refusal.ValueOutOfRange);
        decision.Record(new FactorsReleased(command.Day, command.P, command.Q));
        return new Receipt(Refusal.None, command.Day);
    }
}
