namespace Exchange.Projections.Hosting;

/// <summary>A position that moves, and those who wait for it.</summary>
internal sealed class PositionSignal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _position;
    private long _awaited;

    internal long Position => Volatile.Read(ref _position);

    /// <summary>The position is this one, also where it was further before.</summary>
    internal void Set(long position) => Move(_ => position);

    /// <summary>The position is at least this one.</summary>
    internal void Raise(long position) => Move(current => Math.Max(current, position));

    private void Move(Func<long, long> step)
    {
        TaskCompletionSource moved;
        lock (_gate)
        {
            long position = step(_position);
            if (position == _position) return;
            moved = _moved;
            (_position, _moved) = (position, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        moved.SetResult();
    }

    /// <summary>Returns after a while, or as soon as somebody waits for a position that is not reached.</summary>
    internal async Task RestAsync(int milliseconds, CancellationToken cancellation)
    {
        Task wanted;
        lock (_gate)
        {
            if (_awaited > _position) return;
            if (_wanted.Task.IsCompleted) _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
            wanted = _wanted.Task;
        }

        await wanted.WaitAsync(TimeSpan.FromMilliseconds(milliseconds), cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Returns true when the position is at least this one, false where it is not in time.</summary>
    internal async Task<bool> ReachesAsync(long atLeast, int withinMilliseconds, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(withinMilliseconds);
        while (true)
        {
            Task moved;
            lock (_gate)
            {
                if (_position >= atLeast) return true;
                moved = _moved.Task;
                _awaited = Math.Max(_awaited, atLeast);
                _wanted.TrySetResult();
            }

            await moved.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            if (patience.IsCancellationRequested) return Position >= atLeast;
        }
    }
}
