using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Exchange.Api.Cli;
using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Markets;
using Exchange.Tests.Api;
using Exchange.Tests.Durability;
using NodaTime;
using Xunit;
using Xunit.Abstractions;

namespace Exchange.Tests.Agents;

/// <summary>The three verbs as programs of their own, each with nothing but a key file: they do one lease together, from registration to final hours.</summary>
public sealed class VerbsAsPrograms(ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    private const int InterruptedExit = 130;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    /// <summary>The defaults, but for products that a processor makes at once and an hour that is final soon.</summary>
    private static readonly ChangeSetting[] Short =
    [
        new(Setting.OnboardingMatrixSize, 48), new(Setting.IdleMatrixSize, 48), new(Setting.TimeLockSquarings, 100), new(Setting.TimeLockMatrixSize, 48), new(Setting.SignedProvisionalMinutes, 30),
    ];

    private readonly TimedExchange timed = new(new RunningExchange { VirtualClockStart = Instant.FromUtc(2030, 1, 1, 0, 0), Rules = Short });
    private readonly LocalPostgresFolder folder = new();
    private readonly List<Process> programs = [];
    private readonly ConcurrentQueue<string> said = [];

    public Task InitializeAsync()
    {
        Directory.CreateDirectory(folder.Path);
        return timed.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (Process program in programs.Where(program => !program.HasExited)) program.Kill();
        await timed.DisposeAsync();
        foreach (string line in said) output.WriteLine(line);
    }

    public void Dispose()
    {
        foreach (Process program in programs) program.Dispose();
        folder.Dispose();
        timed.Dispose();
    }

    [Fact]
    public async Task Provider_prover_and_buyer_do_a_lease_together()
    {
        using var patience = new CancellationTokenSource(Patience);
        string product = await timed.Venue.ListAsync("h100-sxm5-80");
        // The beacon begins with the first provider: its first epoch is over before the programs start.
        TestClient herald = await timed.Venue.OpenAsync("herald", dollars: 1);
        await herald.PostAsync("/providers", new { name = "herald" });
        await timed.PassToNextAsync(10);
        TestClient provider = await timed.Venue.OpenAsync("metal", dollars: 100_000);
        TestClient buyer = await timed.Venue.OpenAsync("lab", dollars: 10_000);
        string nodes = Write("nodes.json", new
        {
            provider = "Metal",
            nodes = new[]
            {
                new
                {
                    node = new { name = "metal-1", sku = "h100-sxm5-80", gpus_per_node = 2, place = "eu/de/fra/dc1" },
                    devices = new[] { "GPU-m0", "GPU-m1" }, offer = new { product, price = "2.00", hours = 24 },
                },
            },
        });
        string providerKey = KeyFile(provider, "provider.key");
        Start("provider-bot", "--key-file", providerKey, "--nodes", nodes, "--agent-key", PathOf("provider.pem"), "--proofs", "elsewhere");
        Start("prover", "--key-file", providerKey, "--threads", "1");
        Start("buyer-bot", "--key-file", KeyFile(buyer, "buyer.key"), "--product", product, "--price", "2.50", "--gpus", "2", "--hours", "1", "--agent-key", PathOf("buyer.pem"));

        await UntilAsync(async () => (await provider.GetAsync("/bond"))["bond"] is { } bond && bond != "0.000000", patience.Token);
        await UntilAsync(() => Task.FromResult(said.Contains("prover: prover: answers challenges and signs of life")), patience.Token);
        await timed.PassToNextAsync(10);
        await UntilAsync(async () => (await provider.GetAsync("/nodes")).Body![0]!["status"]!.ToString() == "active", patience.Token);
        await PassUntilAsync(async () => (await LeaseAsync(buyer))?["state"]?.ToString() == "active", (provider, buyer), patience.Token);
        // Until then the clock must not go on: a buyer that saw nothing of a lease has nothing to sign.
        await UntilAsync(() => Task.FromResult(said.Contains("buyer-bot: buyer: uses lease 1 from now on")), patience.Token);
        await PassUntilAsync(async () => (await LeaseAsync(buyer))?["totals"]!["hours"]!.ToString() == "1", (provider, buyer), patience.Token);

        JsonNode lease = (await LeaseAsync(buyer))!;
        Assert.Equal(("completed", provider.Account), (lease["state"]!.ToString(), lease["provider"]!.ToString()));
        JsonNode hour = Assert.Single((await buyer.GetAsync($"/leases/{lease["id"]}/hours")).Body!.AsArray())!;
        Assert.Equal("both_signed", hour["verdict"]!["source"]!.ToString());
        Assert.True(decimal.Parse(lease["totals"]!["gross"]!.ToString(), CultureInfo.InvariantCulture) > 3, lease.ToJsonString());
        string node = (await provider.GetAsync("/nodes")).Body![0]!["id"]!.ToString();
        Assert.Contains((await provider.GetAsync($"/nodes/{node}/proofs")).Body!.AsArray(), proof => proof!["proof"]!["verdict"]?.ToString() == "passed");
        await StopAsync(patience.Token);
    }

    /// <summary>The first lease that was bought; null before.</summary>
    private static async Task<JsonNode?> LeaseAsync(TestClient buyer)
    {
        TestAnswer first = await buyer.GetAsync("/leases/1");
        return first.Status == 200 ? first.Body : null;
    }

    /// <summary>Waits until it holds; the clock stands meanwhile.</summary>
    private static async Task UntilAsync(Func<Task<bool>> holds, CancellationToken patience)
    {
        using var pace = new PeriodicTimer(Pace);
        while (!await holds()) await pace.WaitForNextTickAsync(patience);
    }

    /// <summary>Lets minutes pass until it holds. The clock waits for whoever owes something, so it does not matter how fast the programs are.</summary>
    private async Task PassUntilAsync(Func<Task<bool>> holds, (TestClient Provider, TestClient Buyer) parties, CancellationToken patience)
    {
        while (!await holds())
        {
            await UntilAsync(async () => !await OwesAsync(parties.Provider, parties.Buyer), patience);
            await timed.PassAsync(1);
        }
    }

    /// <summary>Whether a proof, the handing over of the lease, or a side's report of its hour is due.</summary>
    private static async Task<bool> OwesAsync(TestClient provider, TestClient buyer)
    {
        if ((await provider.GetAsync("/challenges")).Body!.AsArray().Count > 0) return true;
        JsonNode? lease = await LeaseAsync(buyer);
        if (lease is null || lease["closed_at"] is not null) return false;
        if (lease["state"]!.ToString() == "provisioning") return true;
        JsonNode? hour = lease["hours"]!.AsArray().FirstOrDefault();
        return lease["state"]!.ToString() == "completed" && (hour?["provider"] is null || hour["buyer"] is null);
    }

    private void Start(string verb, params string[] options)
    {
        string url = timed.Venue.Server.Address.AbsoluteUri.TrimEnd('/');
        var start = new ProcessStartInfo("dotnet", [typeof(ExchangeServer).Assembly.Location, verb, "--url", url, .. options])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.Path,
        };
        Process program = Process.Start(start)!;
        program.OutputDataReceived += (_, line) => said.Enqueue($"{verb}: {line.Data}");
        program.ErrorDataReceived += (_, line) => said.Enqueue($"{verb}! {line.Data}");
        program.BeginOutputReadLine();
        program.BeginErrorReadLine();
        programs.Add(program);
    }

    /// <summary>Stops them as Ctrl-C does.</summary>
    private async Task StopAsync(CancellationToken patience)
    {
        foreach (Process program in programs)
        {
            using Process stop = Process.Start("kill", ["-TERM", program.Id.ToString(CultureInfo.InvariantCulture)]);
            await stop.WaitForExitAsync(patience);
            await program.WaitForExitAsync(patience);
            Assert.Equal(InterruptedExit, program.ExitCode);
        }
    }

    private string KeyFile(TestClient client, string name)
    {
        string path = PathOf(name);
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(new OwnKey(client.Key, client.Secret, client.Passphrase, client.Account), ApiJson.Default.OwnKey));
        return path;
    }

    private string Write(string name, object content)
    {
        File.WriteAllBytes(PathOf(name), JsonSerializer.SerializeToUtf8Bytes(content));
        return PathOf(name);
    }

    private string PathOf(string name) => Path.Combine(folder.Path, name);
}
