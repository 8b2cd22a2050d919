using System.Diagnostics;
using System.Text;
using Exchange.Tests.Durability;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>An OpenTelemetry collector that the environment names is sent metrics and spans.</summary>
public sealed class Collectors
{
    private const int PatienceMilliseconds = 60_000;

    [Fact]
    public async Task A_collector_is_sent_what_was_measured_and_spans_of_requests_turns_and_commits()
    {
        using var folder = new LocalPostgresFolder();
        await using Collector collector = await Collector.StartAsync();
        using Process server = Victim.Start(
            new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "100",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
                ["OTEL_SERVICE_NAME"] = "market under test",
            },
            "server", folder.Path);
        string address = (await server.StandardOutput.ReadLineAsync())!.Split(' ')[0];
        using var http = new HttpClient();
        await http.GetStringAsync(new Uri(address + "time"));

        using var patience = new CancellationTokenSource(PatienceMilliseconds);
        await collector.WaitForAsync(
            ["/v1/metrics market under test", "/v1/metrics exchange_commit_seconds", "/v1/metrics exchange_inbox_commands", "/v1/metrics http.server.request.duration",
             "/v1/traces turn", "/v1/traces commit", "/v1/traces exchange.commands", "/v1/traces Microsoft.AspNetCore", "/v1/traces url.path"],
            patience.Token);
        server.StandardInput.Close();
        await server.WaitForExitAsync(patience.Token);
        Assert.Equal(0, server.ExitCode);
    }

    /// <summary>Takes what is sent over HTTP, and looks for texts in it: names are sent as they are written.</summary>
    private sealed class Collector(WebApplication app) : IAsyncDisposable
    {
        private readonly List<(string Path, byte[] Body)> taken = [];
        private TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Address => app.Urls.First();

        public static async Task<Collector> StartAsync()
        {
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            WebApplication app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            var collector = new Collector(app);
            app.MapPost("/v1/{signal}", collector.TakeAsync);
            await app.StartAsync();
            return collector;
        }

        /// <summary>Waits until each text, behind its path, was sent.</summary>
        public async Task WaitForAsync(string[] texts, CancellationToken cancellation)
        {
            while (true)
            {
                Task next = more.Task;
                string[] missing = [.. texts.Where(text => !Holds(text[..text.IndexOf(' ')], text[(text.IndexOf(' ') + 1)..]))];
                if (missing.Length == 0) return;
                try
                {
                    await next.WaitAsync(cancellation);
                }
                catch (OperationCanceledException)
                {
                    Assert.Fail("Not sent: " + string.Join(", ", missing));
                }
            }
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private bool Holds(string path, string text)
        {
            byte[] sought = Encoding.UTF8.GetBytes(text);
            lock (taken) return taken.Exists(sent => sent.Path == path && sent.Body.AsSpan().IndexOf(sought) >= 0);
        }

        private async Task TakeAsync(HttpContext context)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            lock (taken) taken.Add((context.Request.Path, body.ToArray()));
            Interlocked.Exchange(ref more, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }
    }
}
