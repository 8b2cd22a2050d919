using System.Text.Json.Nodes;
using Exchange.Api.Hosting;
using Exchange.Engine.Commands;
using Exchange.Engine.Markets;
using NodaTime;
using Npgsql;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>Large proofs come in at a least rate, few of an account at once, and only where they were asked for.</summary>
public sealed class TricklingUploads
{
    /// <summary>So large that its product is larger than other requests may be.</summary>
    private const int Size = 300;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Who_trickles_is_broken_off_and_keeps_no_place_from_another_account()
    {
        using TimedExchange exchange = Venue();
        await exchange.InitializeAsync();
        TestClient slow = await RegisteredAsync(exchange, "slow"), other = await RegisteredAsync(exchange, "other");
        await exchange.PassToNextAsync(10);
        (JsonNode[] asked, JsonNode[] others) = (await AskedAsync(slow), await AskedAsync(other));
        byte[] product = ProvingExchange.Solve(asked[0]).Bytes();
        using var patience = new CancellationTokenSource(Patience);

        using RawRequest trickling = await OccupyAsync(exchange, slow, asked, product, patience.Token);
        TestAnswer small = await slow.PostBytesAsync(Target(asked[1]), [0]);
        TestAnswer proof = await other.PostBytesAsync(Target(others[0]), ProvingExchange.Solve(others[0]).Bytes());
        string answer = await TrickleAsync(trickling, patience.Token);
        TestAnswer third = await UntilAsync(200, () => slow.PostBytesAsync(Target(asked[0]), product), patience.Token);

        Assert.Equal((400, "passed"), (small.Status, proof["verdict"]));
        Assert.DoesNotContain("200 OK", answer, StringComparison.Ordinal);
        Assert.Equal("passed", third["verdict"]);
        await exchange.DisposeAsync();
    }

    [Fact]
    public async Task A_large_body_may_take_longer_than_its_timestamp_holds()
    {
        const int windowSeconds = 4;
        using TimedExchange exchange = Venue(windowSeconds);
        await exchange.InitializeAsync();
        TestClient provider = await RegisteredAsync(exchange, "prover");
        await exchange.PassToNextAsync(10);
        JsonNode challenge = (await AskedAsync(provider))[0];
        byte[] product = ProvingExchange.Solve(challenge).Bytes();
        using var patience = new CancellationTokenSource(Patience);
        using var seconds = new PeriodicTimer(TimeSpan.FromSeconds(1));

        using RawRequest slow = await RawRequest.BeginAsync(exchange.Venue.Server.Address, provider, Target(challenge), product, patience.Token);
        int part = product.Length / (windowSeconds + 2);
        for (int sent = 0; sent < product.Length; sent += part)
        {
            await slow.Stream.WriteAsync(product.AsMemory(sent, Math.Min(part, product.Length - sent)), patience.Token);
            await seconds.WaitForNextTickAsync(patience.Token);
        }

        Assert.Equal("HTTP/1.1 200 OK", await new StreamReader(slow.Stream).ReadLineAsync(patience.Token));
        await exchange.DisposeAsync();
    }

    [Fact]
    public async Task A_place_is_free_again_when_the_answer_is_read_and_not_when_it_is_judged()
    {
        using TimedExchange exchange = Venue();
        await exchange.InitializeAsync();
        TestClient provider = await RegisteredAsync(exchange, "prover");
        await exchange.PassToNextAsync(10);
        JsonNode[] asked = await AskedAsync(provider);
        byte[] wrong = ProvingExchange.Solve(asked[0]).Bytes();
        wrong[0] ^= 1;
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(exchange.Venue.Server.Connection);
        await using HeldTranscripts held = await HeldTranscripts.HoldAsync(database);

        Task<TestAnswer> judged = provider.PostBytesAsync(Target(asked[0]), wrong);
        await held.AreWaitedForAsync();
        TestAnswer second = await provider.PostBytesAsync(Target(asked[1]), ProvingExchange.Solve(asked[1]).Bytes());
        await held.ReleaseAsync();

        Assert.Equal(("passed", "wrong"), (second["verdict"], (await judged)["verdict"]));
        await exchange.DisposeAsync();
    }

    [Fact]
    public async Task A_large_body_is_read_only_where_it_was_asked_for_and_from_who_knows_the_passphrase()
    {
        using TimedExchange exchange = Venue();
        await exchange.InitializeAsync();
        TestClient provider = await RegisteredAsync(exchange, "prover");
        await exchange.PassToNextAsync(10);
        JsonNode[] asked = await AskedAsync(provider);
        TestClient stranger = await exchange.Venue.OpenAsync("stranger", dollars: 1);
        var guesser = new TestClient(exchange.Venue.Server.Address, provider.Account, provider.Key, provider.Secret, "guessed");

        Assert.Equal("HTTP/1.1 404 Not Found", await HeadAsync(exchange, stranger, Target(asked[0]), 4 * Size * Size, Patience));
        Assert.Equal("HTTP/1.1 401 Unauthorized", await HeadAsync(exchange, guesser, Target(asked[0]), 4 * Size * Size, Patience));
        Assert.Equal("HTTP/1.1 413 Payload Too Large", await HeadAsync(exchange, provider, Target(asked[0]), (4 * Size * Size) + 1, Patience));
        await exchange.DisposeAsync();
    }

    private static TimedExchange Venue(int windowSeconds = 30) => new(new RunningExchange
    {
        VirtualClockStart = Instant.FromUtc(2030, 1, 1, 0, 0),
        Rules = [new ChangeSetting(Setting.OnboardingMatrixSize, Size)],
        Settings = new ApiSettings
        {
            SignatureWindowSeconds = windowSeconds,
            Proofs = new ProofSettings { MaxUploadsPerAccount = 1, MinUploadBytesPerSecond = 10_000, UploadGraceMilliseconds = 5_000 },
        },
    });

    private static string Target(JsonNode challenge) => $"/proofs/{challenge["id"]}";

    /// <summary>
    /// Takes the account's only place by an upload that does not come on, until another is turned away for it. An upload that was broken off
    /// before, on a slow machine, begins anew.
    /// </summary>
    private static async Task<RawRequest> OccupyAsync(TimedExchange exchange, TestClient client, JsonNode[] asked, byte[] product, CancellationToken patience)
    {
        while (true)
        {
            RawRequest trickling = await RawRequest.BeginAsync(exchange.Venue.Server.Address, client, Target(asked[0]), product, patience);
            string? other = await HeadAsync(exchange, client, Target(asked[1]), product.Length, TimeSpan.FromSeconds(1));
            if (other == "HTTP/1.1 503 Service Unavailable") return trickling;
            trickling.Dispose();
            patience.ThrowIfCancellationRequested();
        }
    }

    /// <summary>What is said to the head of a request whose body does not come; null where its body is waited for.</summary>
    private static async Task<string?> HeadAsync(TimedExchange exchange, TestClient client, string target, int bytes, TimeSpan longest)
    {
        using RawRequest request = await RawRequest.BeginAsync(exchange.Venue.Server.Address, client, target, new byte[bytes], default);
        using var patience = new CancellationTokenSource(longest);
        try
        {
            return await new StreamReader(request.Stream).ReadLineAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>A provider of a node of two units that the next epoch challenges for the first time.</summary>
    private static async Task<TestClient> RegisteredAsync(TimedExchange exchange, string name)
    {
        await exchange.Venue.ListAsync("h100-sxm5-80");
        TestClient provider = await exchange.Venue.OpenAsync(name, dollars: 10_000);
        await provider.PostAsync("/providers", new { name });
        string node = (await provider.PostAsync("/nodes", new { name = "rig", sku = "h100-sxm5-80", gpus_per_node = 2, place = "eu/de/fra/dc1" }))["id"]!;
        await provider.PutAsync($"/nodes/{node}/units", new { devices = new[] { name + "-1", name + "-2" } });
        await provider.PostAsync("/bond", new { amount = "10000" });
        return provider;
    }

    private static async Task<JsonNode[]> AskedAsync(TestClient provider)
    {
        JsonNode[] asked = [.. (await provider.GetAsync("/challenges")).Body!.AsArray().Select(each => each!)];
        Assert.Equal(2, asked.Length);
        return asked;
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
