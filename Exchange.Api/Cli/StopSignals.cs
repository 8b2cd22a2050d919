using System.Runtime.InteropServices;

namespace Exchange.Api.Cli;

/// <summary>Turns Ctrl-C and the signal to terminate into a cancellation, so that a verb stops what it has started. A second one ends the program at once.</summary>
/// <remarks>The runtime drops a registration that nobody holds: keep this as long as the verb runs.</remarks>
public sealed class StopSignals : IDisposable
{
    /// <summary>What a verb returns that was told to stop before it was done.</summary>
    public const int Interrupted = 130;

    private readonly CancellationTokenSource told = new();
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;

    /// <summary>Listens from now on.</summary>
    public StopSignals()
    {
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => told.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        told.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        if (told.IsCancellationRequested) return;
        signal.Cancel = true;
        told.Cancel();
    }
}
