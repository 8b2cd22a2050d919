using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Exchange.Api.Proofs;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>Challenges and answers: honest ones, cheats, and what becomes of the node.</summary>
public sealed class ProofsOverHttp(ProvingExchange exchange) : IClassFixture<ProvingExchange>
{
    [Fact]
    public async Task A_right_product_lets_the_node_into_the_market()
    {
        (TestClient provider, string node, JsonNode challenge) = await exchange.ChallengedAsync();
        Assert.Equal(("matrix_full", "onboarding"), (challenge["kind"]!.GetValue<string>(), challenge["purpose"]!.GetValue<string>()));

        TestAnswer proof = await ProvingExchange.AnswerAsync(provider, challenge);
        TestAnswer offered = await provider.GetAsync($"/nodes/{node}");

        Assert.True(proof.Status == 200, proof.Body?.ToJsonString());
        Assert.Equal(("passed", "self_evident", "1.0000"), (proof["verdict"], proof["grade"], proof["performance"]));
        Assert.Equal(("active", "1.0000"), (offered["status"], offered["performance"]));
        Assert.Empty((await provider.GetAsync("/challenges")).Body!.AsArray());
        Assert.Equal(404, (await ProvingExchange.AnswerAsync(provider, challenge)).Status);
        Assert.Equal("passed", (await provider.GetAsync($"/proofs/{challenge["id"]}"))["verdict"]);
    }

    [Fact]
    public async Task One_wrong_cell_is_found_and_two_fresh_challenges_follow()
    {
        (TestClient provider, string node, JsonNode challenge) = await exchange.ChallengedAsync();
        byte[] product = ProvingExchange.Solve(challenge).Bytes();
        product[^4] ^= 1;

        TestAnswer proof = await provider.PostBytesAsync($"/proofs/{challenge["id"]}", product);
        await exchange.NextEpochAsync();
        JsonNode again = Assert.Single((await provider.GetAsync("/challenges")).Body!.AsArray())!;
        TestAnswer cleared = await ProvingExchange.AnswerAsync(provider, again);

        Assert.Equal(("wrong", "0.0000", "confirmation", "passed"), (proof["verdict"], proof["performance"], again["purpose"]!.GetValue<string>(), cleared["verdict"]));
        Assert.Equal("active", (await provider.GetAsync($"/nodes/{node}"))["status"]);
    }

    [Fact]
    public async Task A_right_product_that_comes_too_late_is_late()
    {
        (TestClient provider, string node, JsonNode challenge) = await exchange.ChallengedAsync();
        await exchange.Timed.PassSecondsAsync(30);

        TestAnswer proof = await ProvingExchange.AnswerAsync(provider, challenge);

        Assert.Equal("late", proof["verdict"]);
        Assert.Equal("onboarding", (await provider.GetAsync($"/nodes/{node}"))["status"]);
    }

    [Fact]
    public async Task What_is_no_answer_is_refused_and_the_challenge_stays()
    {
        (TestClient provider, _, JsonNode challenge) = await exchange.ChallengedAsync();
        TestClient stranger = await exchange.Venue.OpenAsync("stranger", dollars: 1);

        Assert.Equal((400, "invalid_body"), Outcome(await provider.PostBytesAsync($"/proofs/{challenge["id"]}", new byte[7])));
        Assert.Equal((404, "unknown_challenge"), Outcome(await stranger.PostBytesAsync($"/proofs/{challenge["id"]}", new byte[7])));
        Assert.Equal((404, "unknown_challenge"), Outcome(await stranger.GetAsync($"/proofs/{challenge["id"]}")));
        Assert.Equal(400, (await provider.GetAsync("/challenges?wait=31")).Status);
        Assert.Equal("passed", (await ProvingExchange.AnswerAsync(provider, challenge))["verdict"]);
    }

    [Theory]
    [InlineData(false, "passed")]
    [InlineData(true, "wrong")]
    public async Task A_committed_product_is_opened_at_the_rows_that_are_drawn(bool cheats, string verdict)
    {
        const int size = 2_050;
        await exchange.Timed.SetAsync("onboarding_matrix_size", size);
        try
        {
            (TestClient provider, _, JsonNode challenge) = await exchange.ChallengedAsync();
            MatrixAnswer answer = ProvingExchange.Solve(challenge);
            TestAnswer rows = await provider.PostBytesAsync($"/proofs/{challenge["id"]}", answer.Root.ToArray());
            TestAnswer repeated = await provider.PostBytesAsync($"/proofs/{challenge["id"]}", answer.Root.ToArray());
            byte[] opened = ProvingExchange.Open(answer, rows.Body!["rows"]!.AsArray());
            if (cheats) opened[0] ^= 1;

            TestAnswer proof = await provider.PostBytesAsync($"/proofs/{challenge["id"]}/rows", opened);

            Assert.Equal("matrix_commit", challenge["kind"]!.GetValue<string>());
            Assert.Equal((64, verdict), (rows.Body!["rows"]!.AsArray().Count, proof["verdict"]));
            Assert.Equal(rows.Body!["rows"]!.ToJsonString(), repeated.Body!["rows"]!.ToJsonString());
        }
        finally
        {
            await exchange.Timed.SetAsync("onboarding_matrix_size", ProvingExchange.Size);
        }
    }

    [Fact]
    public async Task Rows_that_are_never_opened_are_no_answer()
    {
        await exchange.Timed.SetAsync("onboarding_matrix_size", 2_049);
        try
        {
            (TestClient provider, _, JsonNode challenge) = await exchange.ChallengedAsync();
            await provider.PostBytesAsync($"/proofs/{challenge["id"]}", new byte[31].Append((byte)1).ToArray());

            await exchange.Timed.PassSecondsAsync(62);

            Assert.Equal("malformed", (await provider.GetAsync($"/proofs/{challenge["id"]}"))["verdict"]);
        }
        finally
        {
            await exchange.Timed.SetAsync("onboarding_matrix_size", ProvingExchange.Size);
        }
    }

    [Fact]
    public async Task An_offered_node_squares_through_the_epoch_and_every_verdict_can_be_reached_again()
    {
        (TestClient provider, string node, JsonNode first) = await exchange.ChallengedAsync();
        await ProvingExchange.AnswerAsync(provider, first);
        TestAnswer ask = await provider.PostAsync("/orders", new { product_id = "ABACUS-USD", side = "sell", size = 1, price = "1", node });
        Assert.True(ask.Status == 200, ask.Body?.ToJsonString());
        await exchange.NextEpochAsync();
        JsonNode challenge = Assert.Single((await provider.GetAsync("/challenges")).Body!.AsArray(), asked => asked!["kind"]!.GetValue<string>() == "time_lock")!;

        TestAnswer right = await provider.PostBytesAsync($"/proofs/{challenge["id"]}", Squared(challenge, challenge["size"]!.GetValue<long>()));
        JsonNode small = Assert.Single((await provider.GetAsync($"/challenges?after={challenge["id"]}")).Body!.AsArray())!;
        TestAnswer multiplied = await ProvingExchange.AnswerAsync(provider, small);
        await exchange.NextEpochAsync();
        JsonNode next = Assert.Single((await provider.GetAsync("/challenges")).Body!.AsArray(), asked => asked!["kind"]!.GetValue<string>() == "time_lock")!;
        TestAnswer lazy = await provider.PostBytesAsync($"/proofs/{next["id"]}", Squared(next, next["size"]!.GetValue<long>() - 1));

        Assert.Equal(("matrix_commit", "chained"), (small["kind"]!.GetValue<string>(), small["purpose"]!.GetValue<string>()));
        Assert.Equal(("passed", "passed", "0.0000", "wrong"), (right["verdict"], multiplied["verdict"], multiplied["performance"], lazy["verdict"]));
        Assert.Equal("1.0000", (await provider.GetAsync($"/nodes/{node}"))["performance"]);
        Assert.Equal(ChainedSeed(Squared(challenge, challenge["size"]!.GetValue<long>()), small, LinkOf(next)), next["seed"]!.GetValue<string>());
        await provider.DeleteAsync("/orders");
        ProofFindings before = await exchange.AuditAsync();
        await exchange.Timed.PassAsync(5_770);
        ProofFindings released = await exchange.AuditAsync();
        await ProvingExchange.ForgeAsync(exchange.Venue, "update exchange.transcripts set bytes = set_byte(bytes, 0, get_byte(bytes, 0) # 1) where length(bytes) = 256");
        ProofFindings forged = await exchange.AuditAsync();
        await ProvingExchange.ForgeAsync(exchange.Venue, "delete from exchange.transcripts where length(bytes) = 256");
        ProofFindings dropped = await exchange.AuditAsync();
        const string later = "update events.mt_events set timestamp = timestamp + interval '21 days' where seq_id = (select max(seq_id) from events.mt_events)";
        await ProvingExchange.ForgeAsync(exchange.Venue, later);
        ProofFindings longAgo = await ProvingExchange.AuditAsync(exchange.Venue, leftOut: 1);
        await ProvingExchange.ForgeAsync(exchange.Venue, later.Replace('+', '-'));

        Assert.True(before.Holds && before.Pruned == 0, before.ToString());
        Assert.True(released.Holds && before.Sealed >= 2 && released.Sealed == before.Sealed - 2 && released.Drawn > 0, released.ToString());
        Assert.False(forged.Holds);
        Assert.True(dropped.Holds && dropped.Missing == 1 && dropped.NotKept == 1, dropped.ToString());
        Assert.True(longAgo.Holds && longAgo.Missing == 0 && longAgo.Pruned == 1, longAgo.ToString());
    }

    [Fact]
    public async Task A_pass_that_is_not_the_product_of_its_seed_is_found()
    {
        (TestClient provider, _, JsonNode challenge) = await exchange.ChallengedAsync();
        await ProvingExchange.AnswerAsync(provider, challenge);
        ProofFindings before = await exchange.AuditAsync();
        string judged = $"where type = 'proof_judged' and (data->>'Challenge')::bigint = {challenge["id"]}";
        string turned = "update events.mt_events set data = jsonb_set(data, '{Transcript}', to_jsonb(reverse(data->>'Transcript'))) " + judged;

        Assert.Equal(1, await ProvingExchange.ForgeAsync(exchange.Venue, turned));
        ProofFindings forged = await exchange.AuditAsync();
        await ProvingExchange.ForgeAsync(exchange.Venue, turned); // Turned twice it is as it was.
        await ProvingExchange.ForgeAsync(exchange.Venue, "update events.mt_events set data = jsonb_set(data, '{Verdict}', '\"Slow\"') " + judged);
        ProofFindings slowed = await exchange.AuditAsync();
        await ProvingExchange.ForgeAsync(exchange.Venue, "update events.mt_events set data = jsonb_set(data, '{Verdict}', '\"Passed\"') " + judged);

        Assert.True(before.Holds, before.ToString());
        Assert.Single(forged.Disagreements);
        Assert.EndsWith("was judged Slow, and is Passed", Assert.Single(slowed.Disagreements), StringComparison.Ordinal);
        Assert.Equal(before.NotKept, slowed.NotKept);
    }

    [Fact]
    public async Task Signs_of_life_are_asked_over_the_feed_and_counted()
    {
        (TestClient provider, string node, JsonNode first) = await exchange.ChallengedAsync();
        await ProvingExchange.AnswerAsync(provider, first);
        await provider.PostAsync("/orders", new { product_id = "ABACUS-USD", side = "sell", size = 1, price = "1", node });
        JsonObject request = FeedListener.Signed(provider);
        request["type"] = "subscribe";
        request["channels"] = new JsonArray("challenges");
        await using FeedListener feed = await FeedListener.OpenAsync(exchange.Venue.Server.Address, request);
        await exchange.NextEpochAsync();

        JsonNode asked = await FirstPulseAsync(feed, request);
        TestAnswer alive = await provider.PostAsync($"/heartbeats/{asked["nonce"]}", new { });
        TestAnswer replayed = await provider.PostAsync($"/heartbeats/{asked["nonce"]}", new { });

        Assert.Equal((204, 404), (alive.Status, replayed.Status));
        Assert.Equal(node, asked["node"]!.GetValue<string>());
        await provider.DeleteAsync("/orders");
    }

    /// <summary>Lets seconds pass until the node is asked, fewer at once than it may take to answer.</summary>
    private async Task<JsonNode> FirstPulseAsync(FeedListener feed, JsonObject request)
    {
        for (int second = 0; second < 600; second += 4)
        {
            await exchange.Timed.PassSecondsAsync(4);
            if (await feed.FirstSoFarAsync("pulse", request) is { } pulse) return pulse;
        }

        throw new TimeoutException("Nobody asked for a sign of life.");
    }

    private static byte[] Squared(JsonNode challenge, long squarings)
    {
        byte[] modulus = Convert.FromHexString(challenge["modulus"]!.GetValue<string>());
        byte[] x = new byte[TimeLock.NumberBytes], y = new byte[TimeLock.NumberBytes];
        TimeLock.Start(Convert.FromHexString(challenge["seed"]!.GetValue<string>()), modulus, x);
        TimeLock.Solve(x, squarings, modulus, y);
        return y;
    }

    /// <summary>The seed of the epoch after one that passed, from what its prover knows and the link.</summary>
    private static string ChainedSeed(byte[] y, JsonNode small, Hash256 link)
    {
        byte[] hash = SHA256.HashData(y);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([.. "time-lock|small|"u8, .. hash])), small["seed"]!.GetValue<string>());
        return Convert.ToHexStringLower(SHA256.HashData([.. "time-lock|next|"u8, .. hash, .. ProvingExchange.Solve(small).Root, .. link.Bytes]));
    }

    private Hash256 LinkOf(JsonNode challenge) => exchange.Venue.Server.Market.Committed.Read(state =>
        state.Beacons.TryFind(challenge["day"]!.GetValue<int>(), out BeaconDay day) ? day.Link : throw new InvalidOperationException("The day has no beacon."));

    private static (int Status, string? Code) Outcome(TestAnswer answer) => (answer.Status, answer["code"]);
}
