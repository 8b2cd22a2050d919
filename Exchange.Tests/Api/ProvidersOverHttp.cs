using Xunit;

namespace Exchange.Tests.Api;

/// <summary>Becoming a provider: a name, a bond, nodes and their units.</summary>
[Collection(nameof(TimedExchange))]
public sealed class ProvidersOverHttp(TimedExchange exchange)
{
    [Fact]
    public async Task A_provider_posts_a_bond_and_takes_back_what_its_nodes_do_not_need()
    {
        TestClient provider = await ProviderAsync();
        await exchange.Venue.ListAsync("rtx4090-24");
        await exchange.SetAsync("bond_floor_micros", 50_000_000);
        try
        {
            TestAnswer node = await provider.PostAsync("/nodes", new { name = "rig", sku = "rtx4090-24", gpus_per_node = 2 });
            TestAnswer bare = await provider.GetAsync("/bond");
            TestAnswer posted = await provider.PostAsync("/bond", new { amount = "150" });
            TestAnswer offered = await provider.GetAsync($"/nodes/{node["id"]}");
            TestAnswer profile = await exchange.Venue.Operator.GetAsync($"/providers/{provider.Account}");
            TestAnswer back = await provider.DeleteAsync("/bond");
            TestAnswer more = await provider.DeleteAsync("/bond?amount=1");

            Assert.Equal(("onboarding", "100.000000", "0.000000"), (node["status"], bare["required"], bare["bond"]));
            Assert.Equal(("150.000000", "50.000000", "active"), (posted["bond"], posted["spare"], offered["status"]));
            Assert.Equal(("1", "1", "2", "1.5000"), (profile["nodes"], profile["active_nodes"], profile["units"], profile["bond_coverage"]));
            Assert.Equal(("50.000000", "0.000000"), (back["unbonding"], back["spare"]));
            Assert.Equal((400, "bond_short"), (more.Status, more["code"]));
            Assert.Equal("Insufficient funds", (await provider.PostAsync("/bond", new { amount = "1000000" }))["message"]);
        }
        finally
        {
            await exchange.SetAsync("bond_floor_micros", 0);
        }
    }

    [Fact]
    public async Task Units_are_named_by_devices_that_are_nowhere_else()
    {
        TestClient provider = await ProviderAsync();
        await exchange.Venue.ListAsync("rtx5090-32");
        TestAnswer node = await provider.PostAsync("/nodes", new { name = "pair", sku = "rtx5090-32", gpus_per_node = 2 });
        TestAnswer twin = await provider.PostAsync("/nodes", new { name = "twin", sku = "rtx5090-32", gpus_per_node = 2 });
        string device = "GPU-" + Guid.NewGuid();

        TestAnswer named = await provider.PutAsync($"/nodes/{node["id"]}/units", new { devices = new[] { device, null } });
        TestAnswer taken = await provider.PutAsync($"/nodes/{twin["id"]}/units", new { devices = new[] { device } });
        await exchange.Venue.Operator.PostAsync("/operator/devices/ban", new { device = "GPU-stolen" });
        TestAnswer banned = await provider.PutAsync($"/nodes/{twin["id"]}/units", new { devices = new[] { "GPU-stolen" } });
        TestAnswer retired = await provider.DeleteAsync($"/nodes/{node["id"]}");

        Assert.Equal(device, Assert.Single(named.Body!.AsArray())!["device"]!.GetValue<string>());
        Assert.Equal(("device_taken", "device_banned", "retired"), (taken["code"], banned["code"], retired["status"]));
        Assert.Equal(404, (await exchange.Venue.Operator.GetAsync($"/nodes/{node["id"]}/units")).Status);
        Assert.Equal(404, (await exchange.Venue.Operator.DeleteAsync($"/nodes/{node["id"]}")).Status);
    }

    [Fact]
    public async Task What_a_client_detects_becomes_a_node_or_an_error_that_lists_what_it_could_be()
    {
        TestClient provider = await ProviderAsync();
        await exchange.Venue.ListAsync("h100-sxm5-80");
        var detected = new { gpu = "NVIDIA H100 80GB HBM3", gpu_count = 8, vram_mib = 81_559, cpus = 192, ram_mib = 2_097_152, disk_gb = 16_000, network_mbps = 100_000, driver = "550.54.15" };

        TestAnswer node = await provider.PostAsync("/nodes", new { name = "dgx", place = "eu/de/fra/dc7", inventory = detected });
        TestAnswer tdx = await provider.PostAsync("/nodes", new { name = "tdx", inventory = detected, tee = "cpu", tee_platform = "tdx" });
        TestAnswer vague = await provider.PostAsync("/nodes", new { name = "vague", inventory = new { gpu = "A100" } });
        TestAnswer liar = await provider.PostAsync("/nodes", new { name = "liar", inventory = new { gpu = "NVIDIA H100 80GB HBM3", vram_mib = 24_564 } });

        Assert.True(node.Status == 200, node.Body?.ToJsonString());
        Assert.Equal(("h100-sxm5-80", "8"), (node["sku"], node["gpus_per_node"]));
        Assert.Equal(("550.54.15", "550.54.15"), (node["driver"], (await provider.GetAsync($"/nodes/{node["id"]}"))["driver"]));
        Assert.Equal((400, "platform_not_verified"), (tdx.Status, tdx["code"]));
        Assert.DoesNotContain((await provider.GetAsync("/nodes")).Body!.AsArray(), known => known!["name"]!.GetValue<string>() == "tdx");
        Assert.Equal("invalid_sku", vague["code"]);
        Assert.Contains("a100-sxm4-80", vague["message"], StringComparison.Ordinal);
        Assert.Equal((400, "invalid_vram_mib"), (liar.Status, liar["code"]));
    }

    [Fact]
    public async Task A_node_is_announced_to_be_down_a_day_ahead()
    {
        TestClient provider = await ProviderAsync();
        await exchange.Venue.ListAsync("l4-24");
        TestAnswer node = await provider.PostAsync("/nodes", new { name = "box", sku = "l4-24" });

        TestAnswer soon = await provider.PostAsync($"/nodes/{node["id"]}/maintenance", new { start = "2030-01-01T00:00:00Z", duration = "PT1H" });
        TestAnswer later = await provider.PostAsync($"/nodes/{node["id"]}/maintenance", new { start = "2031-01-01T00:00:00Z", duration = "PT1H" });

        Assert.Equal(400, soon.Status);
        Assert.True(later.Status == 200, later.Body?.ToJsonString());
        Assert.Equal(400, (await provider.PostAsync($"/nodes/{node["id"]}/maintenance", new { duration = "PT1H" })).Status);
        Assert.Equal(
            ["2031-01-01T00:00:00.000000Z to 2031-01-01T01:00:00.000000Z"],
            later.Body!["maintenance"]!.AsArray().Select(down => $"{down!["start"]} to {down["until"]}"));
        Assert.Empty((await provider.GetAsync("/incidents")).Body!.AsArray());
    }

    [Fact]
    public async Task A_slash_is_proposed_appealed_and_dropped()
    {
        TestClient provider = await ProviderAsync();
        TestClient stranger = await exchange.Venue.OpenAsync("bystander", dollars: 1);
        await exchange.Venue.ListAsync("l40s-48");
        TestAnswer node = await provider.PostAsync("/nodes", new { name = "suspect", sku = "l40s-48" });
        await provider.PostAsync("/bond", new { amount = "60" });

        TestAnswer proposed = await exchange.Venue.Operator.PostAsync("/operator/slashes", new { node = node["id"], cause = "fraud", evidence = 1 });
        string id = proposed["id"]!;
        TestAnswer hidden = await stranger.GetAsync($"/slashes/{id}");
        TestAnswer appealed = await provider.PostAsync($"/slashes/{id}/appeal", new { });
        TestAnswer open = await exchange.Venue.Operator.GetAsync("/operator/slashes");
        TestAnswer dropped = await exchange.Venue.Operator.PostAsync($"/operator/slashes/{id}/decide", new { upheld = false });

        Assert.True(proposed.Status == 200, proposed.Body?.ToJsonString());
        Assert.Equal(("proposed", "fraud", "appealed", "cancelled"), (proposed["state"], proposed["cause"], appealed["state"], dropped["state"]));
        Assert.Equal((404, "unknown_slash"), (hidden.Status, hidden["code"]));
        Assert.Contains(open.Body!.AsArray(), slash => slash!["id"]!.ToString() == id);
        Assert.Equal(id, Assert.Single((await provider.GetAsync("/slashes")).Body!.AsArray())!["id"]!.ToString());
        Assert.Equal(400, (await exchange.Venue.Operator.PostAsync("/operator/slashes", new { node = node["id"], cause = "bad_luck", evidence = 1 })).Status);
    }

    private async Task<TestClient> ProviderAsync()
    {
        TestClient provider = await exchange.Venue.OpenAsync("provider", dollars: 1_000);
        TestAnswer registered = await provider.PostAsync("/providers", new { name = "Provider " + Guid.NewGuid().ToString("N")[..8] });
        Assert.True(registered.Status == 200, registered.Body?.ToJsonString());
        return provider;
    }
}
