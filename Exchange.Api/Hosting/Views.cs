using Exchange.Engine.Sequencing;
using Exchange.Projections.Hosting;
using NodaTime;

namespace Exchange.Api.Hosting;

/// <summary>Lets a read wait for the views, so that a client finds there what it has just done.</summary>
public sealed class Views
{
    private readonly ProjectionHost host;
    private readonly CommittedMarket committed;
    private readonly Duration patience;

    /// <summary>The views of a market.</summary>
    public Views(ProjectionHost host, CommittedMarket committed, ApiSettings settings)
    {
        this.host = host;
        this.committed = committed;
        patience = Duration.FromMilliseconds(settings.ReadYourWriteMilliseconds);
    }

    /// <summary>How each view is.</summary>
    public IReadOnlyList<ViewHealth> Health => host.Health;

    /// <summary>Waits until orders, trades and money are in the views as far as they are committed now; not longer than the setting says.</summary>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        long position = committed.Position;
        host.Committed(position);
        await Task.WhenAll(host.WaitForAsync("market", position, patience, cancellation), host.WaitForAsync("ledger", position, patience, cancellation));
    }

    /// <summary>Waits until one view has what is committed now; not longer than the setting says.</summary>
    public Task CatchUpAsync(string view, CancellationToken cancellation)
    {
        long position = committed.Position;
        host.Committed(position);
        return host.WaitForAsync(view, position, patience, cancellation);
    }
}
