using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Exchange.Api.Access;
using Exchange.Engine.Verification;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>Hours that agents sign.</summary>
[Collection(nameof(TimedExchange))]
public sealed class MeteringOverHttp(TimedExchange exchange)
{
    private const long Whole = (1L << 60) - 1;

    [Fact]
    public async Task What_both_agents_sign_is_the_verdict_and_is_paid_a_day_later()
    {
        (TestMarket market, string lease) = await DeliveredAsync("h100-sxm5-80");
        using ECDsa seller = await KeyAsync(market.Seller);
        using ECDsa buyer = await KeyAsync(market.Buyer);
        const long delivered = Whole - 1;

        TestAnswer one = await ReportAsync(market.Seller, seller, lease, delivered);
        TestAnswer twice = await ReportAsync(market.Seller, seller, lease, delivered);
        TestAnswer before = await market.Buyer.GetAsync($"/leases/{lease}");
        TestAnswer other = await ReportAsync(market.Buyer, buyer, lease, delivered);
        TestAnswer after = await market.Buyer.GetAsync($"/leases/{lease}");
        TestAnswer reports = await market.Buyer.GetAsync($"/leases/{lease}/hours/0/reports");
        await exchange.PassAsync(1_441);
        TestAnswer closed = await market.Seller.GetAsync($"/leases/{lease}");
        TestAnswer hours = await market.Seller.GetAsync($"/leases/{lease}/hours");

        Assert.Equal((200, "provider", "buyer"), (one.Status, one["side"], other["side"]));
        Assert.Equal("already_done", twice["code"]);
        Assert.Null(before.Body!["hours"]![0]!["verdict"]);
        Assert.Equal("both_signed", after.Body!["hours"]![0]!["verdict"]!["source"]!.GetValue<string>());
        Assert.Equal("0" + new string('1', 59), after.Body!["hours"]![0]!["verdict"]!["delivered"]!.GetValue<string>());
        Assert.All(reports.Body!.AsArray(), report => Assert.Equal(88, report!["signature"]!.GetValue<string>().Length));
        Assert.Equal(("completed", "3001"), (closed["state"], closed["close_reason"]));
        Assert.Equal("1.966667", closed.Body!["totals"]!["gross"]!.GetValue<string>());
        Assert.Equal(("1.966667", "0.033333"), (hours.Body![0]!["gross"]!.GetValue<string>(), hours.Body![0]!["refund"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Three_monitors_settle_what_the_parties_contest()
    {
        (TestMarket market, string lease) = await DeliveredAsync("h200-sxm5-141");
        foreach (int number in Enumerable.Range(0, 3))
        {
            TestClient monitor = await exchange.Venue.OpenAsync($"monitor {number}", dollars: 1, Scopes.Monitor);
            using ECDsa key = await KeyAsync(monitor);
            Assert.Equal("monitor", (await ReportAsync(monitor, key, lease, number == 0 ? 0 : Whole))["side"]);
            Assert.Equal(403, (await monitor.GetAsync($"/leases/{lease}")).Status);
        }

        await exchange.PassAsync(61);
        TestAnswer metered = await market.Buyer.GetAsync($"/leases/{lease}");

        Assert.Equal("monitors", metered.Body!["hours"]![0]!["verdict"]!["source"]!.GetValue<string>());
        Assert.Equal(new string('1', 60), metered.Body!["hours"]![0]!["verdict"]!["delivered"]!.GetValue<string>());
        Assert.Equal(3, metered.Body!["hours"]![0]!["monitors"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_report_without_its_agents_signature_is_refused()
    {
        (TestMarket market, string lease) = await DeliveredAsync("h100-pcie-80");
        using ECDsa unregistered = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        TestAnswer keyless = await ReportAsync(market.Buyer, unregistered, lease, Whole);
        using ECDsa key = await KeyAsync(market.Buyer);
        TestClient stranger = await exchange.Venue.OpenAsync("no monitor", dollars: 1);

        TestAnswer forged = await ReportAsync(market.Buyer, unregistered, lease, Whole);
        TestAnswer moved = await market.Buyer.PostAsync($"/leases/{lease}/meter", new { hour = 0, minutes = "0", signature = Sign(key, lease, Whole) });
        TestAnswer list = await market.Buyer.PostAsync($"/leases/{lease}/meter", new { hour = 0, minutes = Enumerable.Repeat(1, 60), signature = Sign(key, lease, Whole) });

        Assert.Equal("no_agent_key", keyless["code"]);
        Assert.Equal((400, "invalid_signature"), (forged.Status, forged["code"]));
        Assert.Equal((400, "invalid_signature"), (moved.Status, moved["code"]));
        Assert.Equal(200, list.Status);
        Assert.Equal("invalid_minutes", (await market.Buyer.PostAsync($"/leases/{lease}/meter", new { hour = 0, minutes = "12", signature = "" }))["code"]);
        Assert.Equal(404, (await ReportAsync(stranger, key, lease, Whole)).Status);
        Assert.Equal("invalid_key", (await market.Buyer.PostAsync("/agent-key", new { key = Convert.ToBase64String(new byte[64]) }))["code"]);
    }

    [Fact]
    public async Task Hours_of_many_leases_come_in_one_request_each_with_an_answer_of_its_own()
    {
        (TestMarket _, string others) = await DeliveredAsync("a10-24");
        (TestMarket market, string lease) = await DeliveredAsync("a100-pcie-80");
        using ECDsa key = await KeyAsync(market.Buyer);

        TestAnswer batch = await market.Buyer.PostAsync("/leases/meter", new object[]
        {
            new { lease = Number(lease), hour = 0, minutes = new string('1', 60), signature = Sign(key, lease, Whole) },
            new { lease = Number(others), hour = 0, minutes = new string('1', 60), signature = Sign(key, others, Whole) },
            new { lease = Number(lease), hour = 1, minutes = new string('1', 60), signature = Sign(key, lease, Whole) },
        });
        TestAnswer more = await market.Buyer.PostAsync("/leases/meter", Enumerable.Repeat(new { lease = 1 }, 501));
        TestAnswer gap = await market.Buyer.PostAsync("/leases/meter", new object?[] { new { lease = 1 }, null });
        TestAnswer nothing = await market.Buyer.PostAsync("/leases/meter", JsonNull);
        TestAnswer read = await market.Buyer.GetAsync($"/leases/{lease}");

        Assert.Equal((400, "invalid_batch"), (gap.Status, gap["code"]));
        Assert.Equal((400, "bad_request"), (nothing.Status, nothing["code"]));
        Assert.Equal([200, 404, 400], batch.Body!.AsArray().Select(item => item!["status"]!.GetValue<int>()));
        Assert.Equal("buyer", batch.Body![0]!["metered"]!["side"]!.GetValue<string>());
        Assert.Equal("invalid_signature", batch.Body![2]!["problem"]!["code"]!.GetValue<string>());
        Assert.Equal((400, "invalid_batch"), (more.Status, more["code"]));
        Assert.Equal(new string('1', 60), read.Body!["hours"]![0]!["buyer"]!.GetValue<string>());
    }

    /// <summary>A body that says nothing.</summary>
    private static JsonElement JsonNull => JsonDocument.Parse("null").RootElement;

    /// <summary>A lease of one hour that was handed over at once and is over.</summary>
    private async Task<(TestMarket Market, string Lease)> DeliveredAsync(string sku)
    {
        (TestMarket market, string lease) = await exchange.SoldAsync(sku, size: 1, price: "2");
        await market.Seller.PostAsync($"/leases/{lease}/provisioned", new { descriptor = new { host = "h" } });
        await exchange.PassAsync(61);
        return (market, lease);
    }

    private static async Task<ECDsa> KeyAsync(TestClient client)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        TestAnswer registered = await client.PostAsync("/agent-key", new { key = Convert.ToBase64String(HourMeter.PublicKey(key)) });
        Assert.True(registered.Status == 200, registered.Body?.ToJsonString());
        return key;
    }

    private static Task<TestAnswer> ReportAsync(TestClient client, ECDsa key, string lease, long minutes) => client.PostAsync(
        $"/leases/{lease}/meter",
        new { hour = 0, minutes = string.Concat(Enumerable.Range(0, 60).Select(minute => (minutes >> minute) & 1)), signature = Sign(key, lease, minutes) });

    private static string Sign(ECDsa key, string lease, long minutes) =>
        Convert.ToBase64String(HourMeter.Sign(key, long.Parse(lease, CultureInfo.InvariantCulture), 0, minutes));

    private static long Number(string lease) => long.Parse(lease, CultureInfo.InvariantCulture);
}
