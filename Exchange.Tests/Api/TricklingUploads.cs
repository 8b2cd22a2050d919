using System.Text.Json.Nodes;
using Exchange.Api.Hosting;
using Exchange.Engine.Commands;
using Exchange.Engine.Markets;
using NodaTime;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>A proof comes in at a least rate: who trickles is broken off, and meanwhile takes its place from no more than one.</summary>
public sealed class TricklingUploads
{
    private const int Size = 48;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Who_trickles_is_broken_off_and_who_finds_no_place_is_told_when_to_come_back()
    {
        using var exchange = new TimedExchange(new RunningExchange
        {
            VirtualClockStart = Instant.FromUtc(2030, 1, 1, 0, 0),
            Rules = [new ChangeSetting(Setting.OnboardingMatrixSize, Size)],
            Settings = new ApiSettings { Proofs = new ProofSettings { MaxUploads = 1, MinUploadBytesPerSecond = 10_000, UploadGraceMilliseconds = 2_000 } },
        });
        await exchange.InitializeAsync();
        (TestClient provider, JsonNode challenge) = await ChallengedAsync(exchange);
        string target = $"/proofs/{challenge["id"]}";
        byte[] product = ProvingExchange.Solve(challenge).Bytes();
        using var patience = new CancellationTokenSource(Patience);

        using RawRequest trickling = await RawRequest.BeginAsync(exchange.Venue.Server.Address, provider, target, product, patience.Token);
        TestAnswer second = await UntilAsync(503, () => provider.PostBytesAsync(target, [0]), patience.Token);
        string answer = await TrickleAsync(trickling, patience.Token);
        TestAnswer third = await UntilAsync(200, () => provider.PostBytesAsync(target, product), patience.Token);

        Assert.Equal("1", second.Headers["Retry-After"]);
        Assert.DoesNotContain("200 OK", answer, StringComparison.Ordinal);
        Assert.Equal("passed", third["verdict"]);
        await exchange.DisposeAsync();
    }

    private static async Task<(TestClient Provider, JsonNode Challenge)> ChallengedAsync(TimedExchange exchange)
    {
        await exchange.Venue.ListAsync("h100-sxm5-80");
        TestClient provider = await exchange.Venue.OpenAsync("prover", dollars: 10_000);
        await provider.PostAsync("/providers", new { name = "Prover" });
        string node = (await provider.PostAsync("/nodes", new { name = "rig", sku = "h100-sxm5-80", place = "eu/de/fra/dc1" }))["id"]!;
        await provider.PutAsync($"/nodes/{node}/units", new { devices = new[] { "GPU-1" } });
        await provider.PostAsync("/bond", new { amount = "5000" });
        await exchange.PassToNextAsync(10);
        return (provider, Assert.Single((await provider.GetAsync("/challenges")).Body!.AsArray())!);
    }

    /// <summary>Sends a byte at a time until the exchange has had enough; what it said, if anything.</summary>
    private static async Task<string> TrickleAsync(RawRequest request, CancellationToken cancellation)
    {
        Task<string> answer = new StreamReader(request.Stream).ReadToEndAsync(cancellation);
        using var drops = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        try
        {
            for (int sent = 0; sent < request.Body.Length && !answer.IsCompleted && await drops.WaitForNextTickAsync(cancellation); sent++)
                await request.Stream.WriteAsync(request.Body.AsMemory(sent, 1), cancellation);
            return await answer;
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static async Task<TestAnswer> UntilAsync(int status, Func<Task<TestAnswer>> send, CancellationToken cancellation)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        TestAnswer answer = await send();
        while (answer.Status != status && await pause.WaitForNextTickAsync(cancellation)) answer = await send();
        return answer;
    }
}
