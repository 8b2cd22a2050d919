using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Exchange.Engine.Verification;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>A buyer lets the providers of its leases do the same job: what each of them sees when, and what is refused.</summary>
[Collection(nameof(TimedExchange))]
public sealed class QuorumsOverHttp(TimedExchange exchange)
{
    private static readonly string Job = Word("job");

    [Fact]
    public async Task Results_are_compared_and_shown_when_nobody_can_copy_them_any_more()
    {
        Scene scene = await LeasedAsync();
        TestAnswer opened = await OpenAsync(scene);
        string quorum = opened["id"]!;
        Assert.Equal((200, Job, "2", "committing", null), (opened.Status, opened["job"], opened["needed"], opened["status"], opened["reached"]));
        Assert.Equal(scene.Leases, opened.Body!["workers"]!.AsArray().Select(worker => worker!["lease"]!.ToString()));
        Assert.DoesNotContain(opened.Body["workers"]!.AsArray(), worker => worker!["own"]!.GetValue<bool>());

        TestAnswer first = await CommitAsync(scene.Sellers[0], quorum, "right");
        TestAnswer again = await CommitAsync(scene.Sellers[0], quorum, "right");
        TestAnswer other = await CommitAsync(scene.Sellers[0], quorum, "wrong");
        TestAnswer early = await RevealAsync(scene.Sellers[0], quorum, "right");
        Assert.Equal((200, 200, 400, 400), (first.Status, again.Status, other.Status, early.Status));
        Assert.Equal(("already_done", "not_yet"), (other["code"], early["code"]));
        Assert.NotNull(Own(first)["commitment"]);
        Assert.All((await scene.Sellers[1].GetAsync($"/quorums/{quorum}")).Body!["workers"]!.AsArray(), worker => Assert.Null(worker!["commitment"]));

        await CommitAsync(scene.Sellers[1], quorum, "right");
        TestAnswer last = await CommitAsync(scene.Sellers[2], quorum, "wrong");
        Assert.Equal("revealing", last["status"]);
        Assert.All(last.Body!["workers"]!.AsArray(), worker => Assert.NotNull(worker!["commitment"]));

        TestAnswer revealed = await RevealAsync(scene.Sellers[0], quorum, "right");
        Assert.NotNull(Own(revealed)["digest"]);
        Assert.All((await scene.Buyer.GetAsync($"/quorums/{quorum}")).Body!["workers"]!.AsArray(), worker => Assert.Null(worker!["digest"]));
        await RevealAsync(scene.Sellers[1], quorum, "right");
        TestAnswer closed = await RevealAsync(scene.Sellers[2], quorum, "wrong");

        Assert.Equal(("closed", "true", Word("right")), (closed["status"], closed["reached"], closed["digest"]));
        Assert.Equal(["agreed", "agreed", "disagreed"], closed.Body!["workers"]!.AsArray().Select(worker => worker!["standing"]!.GetValue<string>()));
        Assert.All(closed.Body["workers"]!.AsArray(), worker => Assert.NotNull(worker!["salt"]));
    }

    [Fact]
    public async Task Who_repeats_itself_after_the_end_is_told_of_it_and_who_says_something_else_is_too_late()
    {
        Scene scene = await LeasedAsync();
        string quorum = (await OpenAsync(scene))["id"]!;
        foreach (TestClient seller in scene.Sellers.Take(2)) await CommitAsync(seller, quorum, "right");
        await exchange.PassAsync(11);
        TestAnswer late = await CommitAsync(scene.Sellers[2], quorum, "right");
        foreach (TestClient seller in scene.Sellers.Take(2)) await RevealAsync(seller, quorum, "right");

        TestAnswer again = await RevealAsync(scene.Sellers[0], quorum, "right");
        TestAnswer committed = await CommitAsync(scene.Sellers[0], quorum, "right");
        TestAnswer other = await RevealAsync(scene.Sellers[0], quorum, "wrong");
        TestAnswer absent = await RevealAsync(scene.Sellers[2], quorum, "right");

        Assert.Equal((200, "closed", 200, "closed"), (again.Status, again["status"], committed.Status, committed["status"]));
        Assert.Equal(("too_late", "too_late", "too_late"), (late["code"], other["code"], absent["code"]));
        Assert.Null(again.Body!["workers"]![2]!["standing"]);
    }

    [Fact]
    public async Task Each_finds_its_own_by_how_far_they_have_come()
    {
        Scene scene = await LeasedAsync();
        string quorum = (await OpenAsync(scene))["id"]!;

        Assert.Equal([quorum], await ListAsync(scene.Buyer, "?status=committing"));
        Assert.Equal([quorum], await ListAsync(scene.Sellers[0], ""));
        Assert.Empty(await ListAsync(scene.Buyer, "?status=closed"));
        foreach (TestClient seller in scene.Sellers) await CommitAsync(seller, quorum, "right");
        Assert.Equal([quorum], await ListAsync(scene.Buyer, "?status=revealing"));
        await exchange.PassAsync(20);
        Assert.Equal([quorum], await ListAsync(scene.Sellers[1], "?status=closed"));
        Assert.Empty(await ListAsync(scene.Buyer, "?status=revealing"));
        foreach (string wrong in (string[])["status=gone", "status=closed&status=revealing"])
            Assert.Equal("invalid_status", (await scene.Buyer.GetAsync($"/quorums?{wrong}"))["code"]);
    }

    [Fact]
    public async Task Nobody_else_sees_a_quorum_or_does_anything_with_it()
    {
        Scene scene = await LeasedAsync();
        string quorum = (await OpenAsync(scene))["id"]!;
        TestClient stranger = await exchange.Venue.OpenAsync("stranger", dollars: 10);

        TestAnswer[] missing =
        [
            await stranger.GetAsync($"/quorums/{quorum}"), await CommitAsync(stranger, quorum, "right"), await RevealAsync(stranger, quorum, "right"),
            await CommitAsync(scene.Buyer, quorum, "right"), await stranger.GetAsync("/quorums/999999999"), await stranger.GetAsync("/quorums/nonsense"),
            await CommitAsync(scene.Sellers[0], "999999999", "right"),
        ];

        Assert.All(missing, answer => Assert.Equal((404, "unknown_quorum", "quorum not found"), (answer.Status, answer["code"], answer["message"])));
        Assert.Empty(await ListAsync(stranger, ""));
        Assert.Equal(200, (await exchange.Venue.Operator.GetAsync($"/quorums/{quorum}")).Status);
    }

    [Theory]
    [InlineData("job", "short", "invalid_job")]
    [InlineData("leases", null, "invalid_leases")]
    [InlineData("commit_within", null, "invalid_commit_within")]
    [InlineData("reveal_within", "soon", "invalid_reveal_within")]
    [InlineData("reveal_within", "PT9H", "too_late")]
    [InlineData("commit_within", "P365D", "value_out_of_range")]
    [InlineData("needed", 1, "value_out_of_range")]
    public async Task What_cannot_be_opened_is_refused(string field, object? value, string code)
    {
        Scene scene = await LeasedAsync();
        Dictionary<string, object?> request = Request(scene);
        request[field] = value;

        TestAnswer refused = await scene.Buyer.PostAsync("/quorums", request);

        Assert.Equal((400, code), (refused.Status, refused["code"]));
    }

    [Fact]
    public async Task Leases_are_the_buyers_own_each_anothers_and_in_one_quorum()
    {
        Scene scene = await LeasedAsync();
        TestAnswer stolen = await scene.Sellers[0].PostAsync("/quorums", Request(scene));
        Dictionary<string, object?> twice = Request(scene);
        twice["leases"] = new[] { scene.Leases[0], scene.Leases[0], scene.Leases[1] }.Select(long.Parse);
        TestAnswer same = await scene.Buyer.PostAsync("/quorums", twice);
        await OpenAsync(scene);
        TestAnswer busy = await OpenAsync(scene);

        Assert.Equal((404, "unknown_lease"), (stolen.Status, stolen["code"]));
        Assert.Equal((400, "owners_not_distinct"), (same.Status, same["code"]));
        Assert.Equal((400, "lease_in_quorum"), (busy.Status, busy["code"]));
        Assert.Equal("invalid_commitment", (await scene.Sellers[0].PostAsync("/quorums/1/commitment", new { commitment = "ff" }))["code"]);
        Assert.Equal("invalid_salt", (await scene.Sellers[0].PostAsync("/quorums/1/result", new { digest = Job }))["code"]);
    }

    /// <summary>A buyer with leases of three providers, handed over and running.</summary>
    private async Task<Scene> LeasedAsync()
    {
        string product = await exchange.Venue.ListAsync("mi300x-192");
        string run = Guid.NewGuid().ToString("N")[..8];
        TestClient buyer = await exchange.Venue.OpenAsync("buyer " + run, dollars: 1_000);
        var (sellers, leases) = (new List<TestClient>(), new List<string>());
        for (int number = 1; number <= 3; number++)
        {
            TestClient seller = await exchange.Venue.OpenAsync($"seller {number} {run}", dollars: 1_000);
            await exchange.Venue.RegisterAsync(seller, $"node {number} {run}", nodes: 1, "mi300x-192");
            string lease = await TimedExchange.SellAsync(new TestMarket(product, seller, buyer), size: 1, price: "2");
            await seller.PostAsync($"/leases/{lease}/provisioned", new { handover = "container", descriptor = new { host = "10.1.2.3" } });
            sellers.Add(seller);
            leases.Add(lease);
        }

        await exchange.PassAsync(2);
        return new Scene(buyer, sellers, leases);
    }

    private static Dictionary<string, object?> Request(Scene scene) => new()
    {
        ["job"] = Job, ["leases"] = scene.Leases.Select(long.Parse), ["commit_within"] = "PT10M", ["reveal_within"] = "PT5M",
    };

    private static Task<TestAnswer> OpenAsync(Scene scene) => scene.Buyer.PostAsync("/quorums", Request(scene));

    private static async Task<TestAnswer> CommitAsync(TestClient seller, string quorum, string result)
    {
        JsonNode? own = (await seller.GetAsync($"/quorums/{quorum}")).Body!["workers"]?.AsArray().FirstOrDefault(worker => worker!["own"]!.GetValue<bool>());
        var commitment = new byte[32];
        Quorum.Commit(own?["worker"]!.GetValue<int>() ?? 0, Convert.FromHexString(Job), Convert.FromHexString(Word(result)), Convert.FromHexString(SaltOf(seller)), commitment);
        return await seller.PostAsync($"/quorums/{quorum}/commitment", new { commitment = Convert.ToHexStringLower(commitment) });
    }

    private static Task<TestAnswer> RevealAsync(TestClient seller, string quorum, string result) =>
        seller.PostAsync($"/quorums/{quorum}/result", new { digest = Word(result), salt = SaltOf(seller) });

    private static async Task<string[]> ListAsync(TestClient client, string query) =>
        [.. (await client.GetAsync($"/quorums{query}")).Body!.AsArray().Select(quorum => quorum!["id"]!.ToString())];

    private static JsonNode Own(TestAnswer answer) => answer.Body!["workers"]!.AsArray().Single(worker => worker!["own"]!.GetValue<bool>())!;

    private static string SaltOf(TestClient seller) => Word("salt of " + seller.Account);

    private static string Word(string word) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(word)));

    private sealed record Scene(TestClient Buyer, IReadOnlyList<TestClient> Sellers, IReadOnlyList<string> Leases);
}
