using System.Text.Json.Nodes;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>Everybody sees on whose word a provider's nodes rest: first nobody's, then the operator's, then that of proofs.</summary>
public sealed class EvidenceOverHttp(ProvingExchange exchange) : IClassFixture<ProvingExchange>
{
    [Fact]
    public async Task A_profile_counts_the_nodes_that_are_vouched_for_until_they_are_measured()
    {
        (TestClient provider, string node, JsonNode challenge) = await exchange.ChallengedAsync();
        (string?, string?, string?) unknown = await SeenAsync(provider);
        TestAnswer word = await exchange.Venue.Operator.PutAsync($"/operator/nodes/{node}", new { performance = "1" });
        (string?, string?, string?) vouched = await SeenAsync(provider);
        TestAnswer proof = await ProvingExchange.AnswerAsync(provider, challenge);

        Assert.True(word.Status is 200 or 204, word.Body?.ToJsonString());
        Assert.Equal(("0", "0", "none"), unknown);
        Assert.Equal(("1", "1", "vouched"), vouched);
        Assert.Equal("passed", proof["verdict"]);
        Assert.Equal(("1", "0", "measured"), await SeenAsync(provider));
        Assert.Equal("measured", (await provider.GetAsync($"/nodes/{node}"))["performance_evidence"]);
    }

    [Fact]
    public async Task Nodes_are_listed_to_everybody_newest_first_without_the_retired()
    {
        TestClient provider = await exchange.Venue.OpenAsync("lister", dollars: 1);
        await provider.PostAsync("/providers", new { name = "Lister " + Guid.NewGuid().ToString("N")[..8] });
        var nodes = new List<string>();
        for (int number = 0; number < 4; number++)
            nodes.Add((await provider.PostAsync("/nodes", new { name = $"rig {number}", sku = ProvingExchange.Sku, place = "eu/de/fra/dc1" }))["id"]!);
        await provider.DeleteAsync($"/nodes/{nodes[2]}");

        TestAnswer first = await exchange.Venue.Operator.GetAsync($"/providers/{provider.Account}/nodes?limit=2");
        TestAnswer second = await exchange.Venue.Operator.GetAsync($"/providers/{provider.Account}/nodes?limit=2&after={first.Headers["CB-AFTER"]}");
        TestAnswer back = await exchange.Venue.Operator.GetAsync($"/providers/{provider.Account}/nodes?limit=1&before={second.Headers["CB-BEFORE"]}");

        Assert.Equal([nodes[3], nodes[1]], Ids(first));
        Assert.Equal([nodes[0]], Ids(second));
        Assert.Equal([nodes[1]], Ids(back));
        JsonNode rig = first.Body![0]!;
        Assert.Equal((ProvingExchange.Sku, "eu/de/fra/dc1", "onboarding", "none"), (Text(rig, "sku"), Text(rig, "place"), Text(rig, "status"), Text(rig, "tee")));
        Assert.Null(rig["attestation"]);
        Assert.Null(rig["name"]);
        Assert.Equal("provider_not_found", (await provider.GetAsync($"/providers/{nodes[0]}/nodes"))["code"]);
    }

    private async Task<(string? Active, string? Vouched, string? Evidence)> SeenAsync(TestClient provider)
    {
        TestAnswer profile = await exchange.Venue.Operator.GetAsync($"/providers/{provider.Account}");
        TestAnswer nodes = await exchange.Venue.Operator.GetAsync($"/providers/{provider.Account}/nodes");
        return (profile["active_nodes"], profile["vouched_nodes"], Text(Assert.Single(nodes.Body!.AsArray())!, "performance_evidence"));
    }

    private static IEnumerable<string?> Ids(TestAnswer nodes) => nodes.Body!.AsArray().Select(node => Text(node!, "id"));

    private static string? Text(JsonNode node, string field) => node[field]?.GetValue<string>();
}
