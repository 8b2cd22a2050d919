using System.Diagnostics.Metrics;
using Exchange.Projections.Invoices;
using Exchange.Projections.Leases;
using Exchange.Projections.Ledger;
using Exchange.Projections.Market;
using Exchange.Projections.Proofs;
using Exchange.Projections.Registry;
using Exchange.Projections.Reputation;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Hosting;

/// <summary>Feeds committed events to the views, each at its own pace and with its own checkpoint.</summary>
/// <remarks>Members may be called from any thread; rebuilding one view takes turns with itself only.</remarks>
public sealed class ProjectionHost : IAsyncDisposable
{
    private readonly NpgsqlDataSource _tables;
    private readonly IEventSource _events;
    private readonly ProjectionSettings _settings;
    private readonly CancellationTokenSource _stopping = new();
    private readonly PositionSignal _committed = new();
    private readonly Dictionary<string, ViewRunner> _runners;
    private readonly Meter _meter;
    private Task _watch = Task.CompletedTask;

    /// <summary>A host of the given views; nothing runs before <see cref="Start"/>.</summary>
    /// <param name="events">The committed events.</param>
    /// <param name="tables">The database of the views' tables.</param>
    /// <param name="views">The views; each belongs to this host alone from now on.</param>
    /// <param name="settings">How they follow.</param>
    /// <param name="clock">Tells since when a view does what it does.</param>
    public ProjectionHost(
        IEventSource events, NpgsqlDataSource tables, IEnumerable<IView> views, ProjectionSettings? settings = null, IClock? clock = null)
    {
        _events = events;
        _tables = tables;
        _settings = settings ?? new ProjectionSettings();
        var tail = new EventTail(events, _settings, _stopping.Token);
        _runners = views.ToDictionary(
            view => view.Name, view => new ViewRunner(view, tables, tail, _committed, _settings, clock ?? SystemClock.Instance));
        _meter = ProjectionMetrics.Watch(() => Health);
    }

    /// <summary>One of each view that the exchange has.</summary>
    public static IReadOnlyList<IView> AllViews() => [new MarketView(), new LedgerView(), new LeasesView(), new RegistryView(), new ProofsView(), new InvoicesView(), new ReputationView()];

    /// <summary>How each view is.</summary>
    public IReadOnlyList<ViewHealth> Health => [.. _runners.Values.Select(runner => runner.Health)];

    /// <summary>Creates the tables of all views, so that whoever asks before they follow finds little and no error.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await _tables.OpenConnectionAsync(cancellation);
        foreach (ViewRunner runner in _runners.Values) await Checkpoints.PrepareAsync(connection, runner.View, cancellation);
    }

    /// <summary>Lets all views follow from their checkpoints.</summary>
    public void Start()
    {
        foreach (ViewRunner runner in _runners.Values) runner.Start();
        _watch = WatchAsync(_stopping.Token);
    }

    /// <summary>Tells that everything up to a position is committed: wakes the views without asking the store.</summary>
    public void Committed(long position) => _committed.Raise(position);

    /// <summary>Returns true when the view has taken in everything up to a position, false when it has not in time.</summary>
    /// <exception cref="KeyNotFoundException">There is no such view.</exception>
    public Task<bool> WaitForAsync(string view, long position, Duration atMost, CancellationToken cancellation) =>
        _runners[view].Applied.ReachesAsync(position, (int)atMost.TotalMilliseconds, cancellation);

    /// <summary>Empties a view's tables and lets it follow from the first event; returns when it has begun.</summary>
    /// <exception cref="KeyNotFoundException">There is no such view.</exception>
    public Task RebuildAsync(string view, CancellationToken cancellation)
    {
        ViewRunner runner = _runners[view];
        return runner.RestartAsync(connection => Checkpoints.ResetAsync(connection, runner.View, cancellation), cancellation);
    }

    /// <summary>Lets a view that failed try again from its checkpoint.</summary>
    /// <exception cref="KeyNotFoundException">There is no such view.</exception>
    public Task RestartAsync(string view, CancellationToken cancellation) => _runners[view].RestartAsync(null, cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (ViewRunner runner in _runners.Values) await runner.DisposeAsync();
        await _watch;
        _meter.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Learns of new events from the store, where no committer in this process tells of them.</summary>
    private async Task WatchAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                _committed.Raise(await _events.LastPositionAsync(cancellation));
                await _events.WaitForAppendAsync(Duration.FromMilliseconds(_settings.PollMilliseconds), cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception away) when (away is NpgsqlException or IOException or TimeoutException)
            {
                // The views meet the same trouble and tell of it.
                await Task.Delay(_settings.RetryMilliseconds, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
