using System.Diagnostics;
using Exchange.Engine.Store;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Hosting;

/// <summary>Lets one view follow the events, and keeps its troubles to itself.</summary>
internal sealed class ViewRunner(
    IView view, NpgsqlDataSource source, EventTail tail, PositionSignal committed, ProjectionSettings settings, IClock clock) : IAsyncDisposable
{
    private readonly PositionSignal _applied = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private CancellationTokenSource? _stop;
    private Task _run = Task.CompletedTask;
    private volatile Doing _doing = new(ViewActivity.Idle, null, clock.GetCurrentInstant());

    internal IView View => view;

    internal PositionSignal Applied => _applied;

    internal ViewHealth Health
    {
        get
        {
            Doing doing = _doing;
            long position = _applied.Position;
            long lag = Math.Max(0, committed.Position - position);
            return new ViewHealth(view.Name, doing.Activity, position, lag, doing.Fault, doing.Since);
        }
    }

    internal void Start()
    {
        _stop = new CancellationTokenSource();
        _run = RunAsync(_stop.Token);
    }

    /// <summary>Begins again at the checkpoint, after what is to be done while the view stands still.</summary>
    internal async Task RestartAsync(Func<NpgsqlConnection, Task>? meanwhile, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            await StopAsync();
            if (meanwhile is not null)
            {
                await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellation);
                await meanwhile(connection);
                _applied.Set(await Checkpoints.ReadAsync(connection, view, cancellation));
            }
        }
        finally
        {
            Start();
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        await StopAsync();
        _turn.Dispose();
    }

    private async Task StopAsync()
    {
        if (_stop is null) return;
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
        _stop = null;
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                break;
            }
            catch (Exception fault) when (MayPass(fault))
            {
                Do(ViewActivity.Waiting, fault.Message);
                await Task.Delay(settings.RetryMilliseconds, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
#pragma warning disable CA1031 // Whatever it is, it stops this view alone; health says what it was.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Do(ViewActivity.Failed, $"{fault.GetType().Name}: {fault.Message}");
                return;
            }
        }

        Do(ViewActivity.Idle, null);
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellation);
        await PrepareAsync(connection, cancellation);
        Do(ViewActivity.Following, null);
        while (true)
        {
            long position = _applied.Position;
            EventPage page = await tail.ReadAsync(position, cancellation);
            if (page.Count == 0)
            {
                await NewsAsync(connection, position, cancellation);
                continue;
            }

            committed.Raise(page.LastPosition);
            Apply(page, position);
            long begun = Stopwatch.GetTimestamp();
            await Checkpoints.WriteAsync(connection, view, position, page.LastPosition, cancellation);
            TimeSpan took = Stopwatch.GetElapsedTime(begun);
            ProjectionMetrics.Wrote(view.Name, page.Count, took);
            _applied.Set(page.LastPosition);
            if (page.Count < settings.PageEvents / 2) await _applied.RestAsync(GatherMilliseconds(took), cancellation);
        }
    }

    /// <summary>As long as writing took, so that a view that costs much writes fewer and larger pages, and leaves time to the market.</summary>
    private int GatherMilliseconds(TimeSpan took) =>
        Math.Clamp((int)took.TotalMilliseconds, settings.GatherMilliseconds, settings.MaxGatherMilliseconds);

    /// <summary>Returns when something may follow the position, after looking now and then whether the tables still stand there.</summary>
    private async Task NewsAsync(NpgsqlConnection connection, long position, CancellationToken cancellation)
    {
        // Whoever was told of more than can be read yet does not ask again at once.
        if (committed.Position > position) await Task.Delay(settings.GatherMilliseconds, cancellation);
        while (!await committed.ReachesAsync(position + 1, settings.PollMilliseconds, cancellation))
        {
            // A server that crashed may have come back without the last pages, and another host may have gone on.
            if (await Checkpoints.ReadAsync(connection, view, cancellation) != position) throw new CheckpointMovedException(view.Name, position);
        }
    }

    private async Task PrepareAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await Checkpoints.PrepareAsync(connection, view, cancellation);

        // What a crash of the server loses of a view is in the events; checkpoint and rows go back together.
        await using (var relax = new NpgsqlCommand("set synchronous_commit = off", connection)) await relax.ExecuteNonQueryAsync(cancellation);
        _applied.Set(await Checkpoints.LoadAsync(connection, view, cancellation));
    }

    private void Apply(EventPage page, long position)
    {
        for (int index = 0; index < page.Count; index++)
        {
            Engine.Events.RecordedEvent occurred = page[index];
            if (occurred.Position != ++position) throw new HoleInHistoryException(position);
            view.Evolve(occurred);
        }
    }

    private void Do(ViewActivity activity, string? fault) => _doing = new Doing(activity, fault, clock.GetCurrentInstant());

    private static bool MayPass(Exception fault) => fault switch
    {
        PostgresException refused => refused.IsTransient,
        NpgsqlException or IOException or TimeoutException or CheckpointMovedException => true,
        _ => false,
    };

    private sealed record Doing(ViewActivity Activity, string? Fault, Instant Since);
}
