using System.Text.Json.Nodes;
using Exchange.Engine.Verification;
using Npgsql;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>Provers who send what is no proof and are gone before it is judged.</summary>
public sealed class ProversHangUp(ProvingExchange exchange) : IClassFixture<ProvingExchange>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_wrong_product_is_judged_though_nobody_waits_for_that()
    {
        (TestClient provider, _, JsonNode challenge) = await exchange.ChallengedAsync();
        byte[] product = ProvingExchange.Solve(challenge).Bytes();
        product[0] ^= 1;

        await HangUpAsync(provider, $"/proofs/{challenge["id"]}", product);

        Assert.Equal("wrong", await VerdictAsync(provider, challenge));
    }

    [Fact]
    public async Task A_wrong_time_lock_is_judged_though_nobody_waits_for_that()
    {
        (TestClient provider, string node, JsonNode first) = await exchange.ChallengedAsync();
        await ProvingExchange.AnswerAsync(provider, first);
        await provider.PostAsync("/orders", new { product_id = "ABACUS-USD", side = "sell", size = 1, price = "1", node });
        await exchange.NextEpochAsync();
        JsonNode challenge = Assert.Single((await provider.GetAsync("/challenges")).Body!.AsArray(), asked => asked!["kind"]!.GetValue<string>() == "time_lock")!;

        await HangUpAsync(provider, $"/proofs/{challenge["id"]}", new byte[TimeLock.NumberBytes]);

        Assert.Equal("wrong", await VerdictAsync(provider, challenge));
        await provider.DeleteAsync("/orders");
    }

    [Fact]
    public async Task Wrong_rows_are_judged_though_nobody_waits_for_that()
    {
        (TestClient provider, JsonNode challenge, byte[] rows) = await CommittedAsync();
        rows[0] ^= 1;

        await HangUpAsync(provider, $"/proofs/{challenge["id"]}/rows", rows);

        Assert.Equal("wrong", await VerdictAsync(provider, challenge));
    }

    [Fact]
    public async Task Rows_that_break_off_again_and_again_win_no_time()
    {
        (TestClient provider, JsonNode challenge, byte[] rows) = await CommittedAsync();

        for (int attempt = 0; attempt < 3; attempt++)
        {
            using (RawRequest request = await RawRequest.BeginAsync(exchange.Venue.Server.Address, provider, $"/proofs/{challenge["id"]}/rows", rows, default))
                await request.SendAsync(rows.Length / 2, default);
            await exchange.Timed.PassSecondsAsync(25);
        }

        Assert.Equal("malformed", await VerdictAsync(provider, challenge));
    }

    private async Task<(TestClient Provider, JsonNode Challenge, byte[] Rows)> CommittedAsync()
    {
        await exchange.Timed.SetAsync("onboarding_matrix_size", 2_050);
        (TestClient provider, _, JsonNode challenge) = await exchange.ChallengedAsync();
        await exchange.Timed.SetAsync("onboarding_matrix_size", ProvingExchange.Size);
        MatrixAnswer answer = ProvingExchange.Solve(challenge);
        TestAnswer drawn = await provider.PostBytesAsync($"/proofs/{challenge["id"]}", answer.Root.ToArray());
        return (provider, challenge, ProvingExchange.Open(answer, drawn.Body!["rows"]!.AsArray()));
    }

    /// <summary>Sends an answer, and hangs up when all that is left of its judging is to keep it.</summary>
    private async Task HangUpAsync(TestClient provider, string target, byte[] body)
    {
        using var patience = new CancellationTokenSource(Patience);
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(exchange.Venue.Server.Connection);
        await using HeldTranscripts held = await HeldTranscripts.HoldAsync(database);
        using (RawRequest request = await RawRequest.BeginAsync(exchange.Venue.Server.Address, provider, target, body, patience.Token))
        {
            await request.SendAsync(body.Length, patience.Token);
            await held.AreWaitedForAsync();
        }

        for (int request = 0; request < 20; request++) await provider.GetAsync("/challenges"); // By then the exchange knows that the connection is gone.
        await held.ReleaseAsync();
    }

    private static async Task<string?> VerdictAsync(TestClient provider, JsonNode challenge)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        string? verdict;
        do verdict = (await provider.GetAsync($"/proofs/{challenge["id"]}"))["verdict"];
        while (verdict is null && await pause.WaitForNextTickAsync(patience.Token));
        return verdict;
    }
}
