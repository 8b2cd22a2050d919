using System.Text.Json.Nodes;
using Exchange.Api.Hosting;
using Exchange.Engine.Commands;
using Exchange.Engine.Markets;
using NodaTime;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>A proof comes in at a least rate: who trickles is broken off, and meanwhile takes its place from no more than one.</summary>
public sealed class TricklingUploads : IAsyncLifetime, IDisposable
{
    private const int Size = 48;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TimedExchange exchange = new(new RunningExchange
    {
        VirtualClockStart = Instant.FromUtc(2030, 1, 1, 0, 0),
        Rules = [new ChangeSetting(Setting.OnboardingMatrixSize, Size)],
        Settings = new ApiSettings { Proofs = new ProofSettings { MaxUploads = 1, MinUploadBytesPerSecond = 10_000, UploadGraceMilliseconds = 2_000 } },
    });

    public Task InitializeAsync() => exchange.InitializeAsync();

    public Task DisposeAsync() => exchange.DisposeAsync();

    public void Dispose() => exchange.Dispose();

    [Fact]
    public async Task Who_trickles_is_broken_off_and_who_finds_no_place_is_told_when_to_come_back()
    {
        (TestClient provider, JsonNode challenge) = await ChallengedAsync();
        string target = $"/proofs/{challenge["id"]}";
        byte[] product = ProvingExchange.Solve(challenge).Bytes();
        using var patience = new CancellationTokenSource(Patience);

        (TestAnswer second, string answer) = await OccupyAsync(provider, target, product, patience.Token);
        TestAnswer third = await UntilAsync(() => provider.PostBytesAsync(target, product), told => told.Status == 200, patience.Token);

        Assert.Equal("1", second.Headers["Retry-After"]);
        Assert.DoesNotContain("200 OK", answer, StringComparison.Ordinal);
        Assert.Equal("passed", third["verdict"]);
    }

    private async Task<(TestClient Provider, JsonNode Challenge)> ChallengedAsync()
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

    /// <summary>
    /// Takes the only place by an upload that does not come on, and trickles once another was turned away for it; what the two were told. An
    /// upload that was broken off before anybody else came, on a slow machine, begins anew.
    /// </summary>
    private async Task<(TestAnswer Other, string Own)> OccupyAsync(TestClient provider, string target, byte[] product, CancellationToken patience)
    {
        while (true)
        {
            using RawRequest trickling = await RawRequest.BeginAsync(exchange.Venue.Server.Address, provider, target, product, patience);
            Task<string> answer = AnswerAsync(trickling, patience);
            TestAnswer other = await UntilAsync(() => provider.PostBytesAsync(target, [0]), told => told.Status == 503 || answer.IsCompleted, patience);
            if (other.Status == 503) return (other, await TrickleAsync(trickling, answer, patience));
        }
    }

    /// <summary>What the exchange says at last; nothing where it only breaks off.</summary>
    private static async Task<string> AnswerAsync(RawRequest request, CancellationToken cancellation)
    {
        try
        {
            return await new StreamReader(request.Stream).ReadToEndAsync(cancellation);
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Sends a byte at a time until the exchange has had enough; what it said, if anything.</summary>
    private static async Task<string> TrickleAsync(RawRequest request, Task<string> answer, CancellationToken cancellation)
    {
        using var drops = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        try
        {
            for (int sent = 0; sent < request.Body.Length && !answer.IsCompleted && await drops.WaitForNextTickAsync(cancellation); sent++)
                await request.Stream.WriteAsync(request.Body.AsMemory(sent, 1), cancellation);
        }
        catch (IOException)
        {
            // It was broken off while a byte was on its way.
        }

        return await answer;
    }

    private static async Task<TestAnswer> UntilAsync(Func<Task<TestAnswer>> send, Func<TestAnswer, bool> holds, CancellationToken cancellation)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        TestAnswer answer = await send();
        while (!holds(answer) && await pause.WaitForNextTickAsync(cancellation)) answer = await send();
        return answer;
    }
}
