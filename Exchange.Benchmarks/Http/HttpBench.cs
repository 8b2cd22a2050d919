using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Exchange.Api.Access;
using Exchange.Api.Cli;
using Exchange.Api.Hosting;

namespace Exchange.Benchmarks.Http;

/// <summary>POST /orders through Kestrel, signed, each answered after its commit with fsync on; the client runs in the same process.</summary>
public static class HttpBench
{
    private const int WarmUpSeconds = 10;
    private const int Seconds = 8;

    /// <summary>Starts an exchange, sends orders over all connections for a while, prints the rate and the latencies.</summary>
    public static async Task<int> RunAsync(int connections)
    {
        using var directory = new BenchDirectory("http");
        var options = new ServerOptions
        {
            DataDirectory = directory.Path, Port = 0, Seed = Seed.Trader, Settings = new ApiSettings { PrivateRequestsPerSecond = 1_000_000 },
        };
        await using ExchangeServer server = await ExchangeServer.StartAsync(options, CancellationToken.None);
        OwnKey key = await new FirstRun(server, directory.Path).TraderAsync(CancellationToken.None);
        await SendAsync(server.Address, key, connections, WarmUpSeconds);
        (int orders, double seconds, double[] milliseconds) = await SendAsync(server.Address, key, connections, Seconds);
        BenchReport.Print(new
        {
            bench = "http",
            connections,
            orders,
            orders_per_second = (long)(orders / seconds),
            p50_ms = Math.Round(milliseconds[orders / 2], 2),
            p99_ms = Math.Round(milliseconds[(int)(orders * 0.99)], 2),
        });
        return 0;
    }

    private static async Task<(int Orders, double Seconds, double[] Sorted)> SendAsync(Uri address, OwnKey key, int connections, int seconds)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections }) { BaseAddress = address };
        var latencies = new ConcurrentBag<double>();
        long began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(connection => SendUntilAsync(http, key, connection, began, seconds, latencies)));
        double elapsed = Stopwatch.GetElapsedTime(began).TotalSeconds;
        double[] sorted = [.. latencies.Order()];
        Console.WriteLine($"{sorted.Length} orders in {elapsed:F1} s: {sorted.Length / elapsed:F0} orders/s");
        return (sorted.Length, elapsed, sorted);
    }

    private static async Task SendUntilAsync(HttpClient http, OwnKey key, int connection, long began, int seconds, ConcurrentBag<double> latencies)
    {
        byte[] secret = Convert.FromBase64String(key.Secret);
        for (int number = 0; Stopwatch.GetElapsedTime(began).TotalSeconds < seconds; number++)
        {
            string price = (1.0m + ((connection + number) % 500 * 0.001m)).ToString(CultureInfo.InvariantCulture);
            byte[] body = Encoding.UTF8.GetBytes($"{{\"product_id\":\"H100SXM-USD\",\"side\":\"buy\",\"size\":\"1\",\"price\":\"{price}\"}}");
            string timestamp = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000m).ToString(CultureInfo.InvariantCulture);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/orders") { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Add("CB-ACCESS-KEY", key.Key);
            request.Headers.Add("CB-ACCESS-SIGN", Signature.Sign(secret, timestamp, "POST", "/orders", body));
            request.Headers.Add("CB-ACCESS-TIMESTAMP", timestamp);
            request.Headers.Add("CB-ACCESS-PASSPHRASE", key.Passphrase);
            long sent = Stopwatch.GetTimestamp();
            using HttpResponseMessage response = await http.SendAsync(request);
            if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
            latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }
    }
}
