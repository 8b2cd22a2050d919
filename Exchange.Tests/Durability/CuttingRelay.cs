using System.Net.Sockets;
using Npgsql;

namespace Exchange.Tests.Durability;

/// <summary>Stands between a client and the server, and cuts the line after so many bytes of the client have reached the server.</summary>
/// <remarks>The client's bytes up to the cut are delivered; of the server's answers to them nothing is from then on.</remarks>
internal sealed class CuttingRelay : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("relay").FullName;
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string server;
    private readonly CancellationTokenSource closing = new();
    private readonly Task accepting;
    private long bytesLeft = long.MaxValue;

    internal CuttingRelay(string connectionString)
    {
        var options = new NpgsqlConnectionStringBuilder(connectionString);
        server = Path.Combine(options.Host!, $".s.PGSQL.{options.Port}");
        listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder, $".s.PGSQL.{options.Port}")));
        listener.Listen();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString) { Host = folder }.ConnectionString;
        accepting = AcceptAsync();
    }

    /// <summary>Reaches the server through the relay.</summary>
    internal string ConnectionString { get; }

    /// <summary>How many bytes the clients have sent since the relay was made.</summary>
    internal long BytesRelayed { get; private set; }

    /// <summary>Cuts the line of whoever sends the byte behind so many; later connections are left alone.</summary>
    internal void CutAfter(long bytes) => Volatile.Write(ref bytesLeft, bytes);

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await accepting;
        listener.Dispose();
        closing.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task AcceptAsync()
    {
        var lines = new List<Task>();
        try
        {
            while (true) lines.Add(RelayAsync(await listener.AcceptAsync(closing.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(lines);
        }
    }

    private async Task RelayAsync(Socket client)
    {
        using (client)
        using (var upstream = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            await upstream.ConnectAsync(new UnixDomainSocketEndPoint(server));
            Task answers = PumpAsync(upstream, client, counted: false);
            await PumpAsync(client, upstream, counted: true);
            client.Dispose();
            upstream.Shutdown(SocketShutdown.Send);
            await answers;
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool counted)
    {
        var buffer = new byte[1 << 14];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, closing.Token)) > 0)
            {
                bool cut = false;
                if (counted)
                {
                    BytesRelayed += read;
                    cut = Interlocked.Add(ref bytesLeft, -read) <= 0;
                    if (cut) read += (int)Interlocked.Exchange(ref bytesLeft, long.MaxValue);
                }

                await to.SendAsync(buffer.AsMemory(0, read), closing.Token);
                if (cut) return;
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One of the two has gone: the line is at its end.
        }
    }
}
