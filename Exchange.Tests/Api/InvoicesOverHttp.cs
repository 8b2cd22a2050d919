using System.Globalization;
using System.Security.Cryptography;
using Exchange.Engine.Verification;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>Papers about what became final.</summary>
[Collection(nameof(TimedExchange))]
public sealed class InvoicesOverHttp(TimedExchange exchange)
{
    [Fact]
    public async Task A_lease_that_is_final_stands_on_an_invoice_and_on_its_twin()
    {
        (TestMarket market, string lease) = await exchange.SoldAsync("h100-sxm5-80", size: 2, price: "3");
        await market.Seller.PostAsync($"/leases/{lease}/provisioned", new { descriptor = new { host = "h" } });
        await exchange.PassAsync(61);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await market.Seller.PostAsync("/agent-key", new { key = Convert.ToBase64String(HourMeter.PublicKey(key)) });
        string signature = Convert.ToBase64String(HourMeter.Sign(key, long.Parse(lease, CultureInfo.InvariantCulture), 0, (1L << 60) - 1));
        TestAnswer reported = await market.Seller.PostAsync($"/leases/{lease}/meter", new { hour = 0, minutes = new string('1', 60), signature });
        Assert.True(reported.Status == 200, reported.Body?.ToJsonString());
        await exchange.PassAsync(60);
        await exchange.PassAsync(4_320);
        TestClient stranger = await exchange.Venue.OpenAsync("auditor", dollars: 1);

        string month = (await exchange.Venue.Operator.GetAsync("/operator/market"))["time"]![..7];
        TestAnswer bought = await market.Buyer.GetAsync($"/invoices?month={month}");
        TestAnswer sold = await market.Seller.GetAsync($"/invoices?month={month}&side=provider");
        string number = Assert.Single(bought.Body!.AsArray(), paper => paper!["side"]!.GetValue<string>() == "buyer")!["number"]!.GetValue<string>();
        TestAnswer json = await market.Buyer.GetAsync($"/invoices/{number}");

        Assert.StartsWith("SBI-", Assert.Single(sold.Body!.AsArray())!["number"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(200, json.Status);
        Assert.Contains(lease, json.Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((404, "invoice_not_found"), await OutcomeAsync(stranger, $"/invoices/{number}"));
        Assert.Equal((404, "invoice_not_found"), await OutcomeAsync(market.Buyer, "/invoices/INV-1"));
        Assert.Equal((400, "invalid_format"), await OutcomeAsync(market.Buyer, $"/invoices/{number}?format=pdf"));
        Assert.Equal((400, "invalid_month"), await OutcomeAsync(market.Buyer, "/invoices?month=13"));
        Assert.Contains("<html", await market.Buyer.GetTextAsync($"/invoices/{number}?format=html"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains(lease, await market.Buyer.GetTextAsync($"/invoices/{number}?format=csv"), StringComparison.Ordinal);
    }

    private static async Task<(int Status, string? Code)> OutcomeAsync(TestClient client, string target)
    {
        TestAnswer answer = await client.GetAsync(target);
        return (answer.Status, answer["code"]);
    }
}
