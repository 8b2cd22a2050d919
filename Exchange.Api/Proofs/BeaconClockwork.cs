using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Markets;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using NodaTime;

namespace Exchange.Api.Proofs;

/// <summary>
/// Drives proofs by the exchange's clock: publishes each day's chain and modulus before the day, reveals a link with each epoch, asks for
/// signs of life, gives up rows that were not opened, releases factors, drops transcripts that need not be kept.
/// </summary>
/// <remarks>Nothing is done in a venue without providers. A step that fails is tried again at the next tick: the engine knows what was done.</remarks>
public sealed class BeaconClockwork : BackgroundService
{
    private const int MinutesPerDay = 1_440;
    private readonly ProofDesk desk;
    private readonly ChallengeBoard board;
    private readonly HeartbeatPulse pulse;
    private readonly BeaconChain chain;
    private readonly ILogger<BeaconClockwork> log;
    private readonly SemaphoreSlim stepping = new(1);
    private Instant prunedAt;
    private (int Day, int Number) beating = (-1, -1);

    /// <summary>The clockwork of a market.</summary>
    public BeaconClockwork(ProofDesk desk, ChallengeBoard board, HeartbeatPulse pulse, BeaconChain chain, ILogger<BeaconClockwork> log) =>
        (this.desk, this.board, this.pulse, this.chain, this.log) = (desk, board, pulse, chain, log);

    /// <summary>Does what is due now.</summary>
    public async Task StepAsync(CancellationToken cancellation)
    {
        await stepping.WaitAsync(cancellation);
        try
        {
            await TurnAsync(desk.Clock.GetCurrentInstant(), cancellation);
        }
        finally
        {
            stepping.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        stepping.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(desk.Settings.Proofs.TickMilliseconds));
        try
        {
            while (await ticks.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await StepAsync(stoppingToken);
                }
                catch (Exception fault) when (fault is not OperationCanceledException)
                {
                    log.LogError(fault, "A step of the beacon failed; it is tried again");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The program stops.
        }
    }

    private async Task TurnAsync(Instant now, CancellationToken cancellation)
    {
        // A venue that asks for no proof of performance, nor says how large one is before the first offer, draws nothing.
        (bool isNeeded, bool beats, int minutes) = desk.Committed.Read(state => (
            state.Parties.Count > 0 && (state.Settings[Setting.MinAskPerformanceBasisPoints] > 0 || state.Settings[Setting.OnboardingMatrixSize] > 0),
            state.Settings[Setting.MinAskPerformanceBasisPoints] > 0, (int)state.Settings[Setting.ProofEpochMinutes]));
        if (!isNeeded) return;
        EpochOnClock epoch = EpochOnClock.Containing(now, minutes);
        await PublishAsync(epoch.Day, minutes, cancellation);
        await PublishAsync(epoch.Day + 1, minutes, cancellation);
        await RevealAsync(epoch, cancellation);
        if (beats) Beat(epoch, now);
        foreach (RecordHeartbeats counted in pulse.TakeFinished(now)) await SendAsync(counted, cancellation);
        await CloseUnopenedAsync(now, cancellation);
        await ReleaseAsync(now, cancellation);
        if (now - prunedAt < Duration.FromHours(1)) return;
        prunedAt = now;
        await desk.Transcripts.PruneAsync(now, cancellation);
    }

    private async Task PublishAsync(int day, int minutes, CancellationToken cancellation)
    {
        if (DayOf(day) is not { } known)
        {
            int links = EpochOnClock.PerDay(minutes);
            if (!await SendAsync(new CommitBeacon(day, chain.End(day, links), links), cancellation)) return;
        }
        else if (!known.Modulus.IsNone)
        {
            return;
        }

        Factors factors = await desk.Trapdoors.MakeAsync(day, cancellation);
        await SendAsync(new PublishModulus(day, factors.Modulus()), cancellation);
    }

    private async Task RevealAsync(EpochOnClock epoch, CancellationToken cancellation)
    {
        if (DayOf(epoch.Day) is not { } day || epoch.Number <= day.Epoch || epoch.Number >= day.Links) return;
        await SendAsync(new RevealBeacon(epoch.Day, epoch.Number, chain.LinkOfEpoch(epoch.Day, day.Links, epoch.Number)), cancellation);
    }

    /// <summary>Whoever is watched when an epoch begins is watched through it.</summary>
    private void Beat(EpochOnClock epoch, Instant now)
    {
        bool isNew = beating != (epoch.Day, epoch.Number);
        beating = (epoch.Day, epoch.Number);
        pulse.Beat(isNew ? Watched() : [], epoch, NextLink(epoch), now);
    }

    /// <summary>The link of the epoch after this one; after a day's last epoch, the next day's first.</summary>
    private Hash256 NextLink(EpochOnClock epoch)
    {
        int links = DayOf(epoch.Day)?.Links ?? 0;
        return epoch.Number + 1 < links
            ? chain.LinkOfEpoch(epoch.Day, links, epoch.Number + 1)
            : chain.LinkOfEpoch(epoch.Day + 1, DayOf(epoch.Day + 1)?.Links ?? 1, 0);
    }

    private List<(NodeId Node, AccountId Provider)> Watched() => desk.Committed.Read(state =>
    {
        var watched = new List<(NodeId Node, AccountId Provider)>();
        for (int number = 1; number <= state.Fleet.Count; number++)
        {
            var node = new NodeId(number);
            if (HeartbeatPulse.IsWatched(state.Fleet[node])) watched.Add((node, state.Fleet[node].Provider));
        }

        return watched;
    });

    /// <summary>Who committed to a product and does not open its rows in time has not answered.</summary>
    private async Task CloseUnopenedAsync(Instant now, CancellationToken cancellation)
    {
        foreach (ChallengeId id in board.Unopened(now.ToUnixTimeMilliseconds() - desk.OpeningMilliseconds - 1))
            await desk.GiveUpAsync(id, cancellation);
    }

    private async Task ReleaseAsync(Instant now, CancellationToken cancellation)
    {
        long minute = Minute.Containing(now).Value;
        int[] due = desk.Committed.Read(state => state.Beacons.Days
            .Where(day => !day.Modulus.IsNone && minute >= ((day.Day + 1L) * MinutesPerDay) + state.Settings[Setting.ProvisionalMinutes])
            .Select(day => day.Day).ToArray());
        foreach (int day in due)
            if (await desk.Trapdoors.FindAsync(day, cancellation) is { } factors) await SendAsync(new ReleaseFactors(day, factors.P, factors.Q), cancellation);
    }

    /// <summary>Sends a command and waits until what it did can be read; whether it was taken.</summary>
    private async Task<bool> SendAsync<T>(T command, CancellationToken cancellation)
        where T : unmanaged, ICommand<T>
    {
        (Receipt receipt, Problem? problem) = await desk.Gateway.RunAsync(command);
        if (problem is null) await desk.Committed.WaitForAsync(receipt.Position, cancellation);
        return problem is null;
    }

    private BeaconDay? DayOf(int day) => desk.Committed.Read<BeaconDay?>(state => state.Beacons.TryFind(day, out BeaconDay found) ? found : null);
}
