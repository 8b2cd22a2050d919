using System.Net;
using Exchange.Api.Access;
using Exchange.Api.Wire;
using Exchange.Engine.Values;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>What an exchange lets in.</summary>
[Collection(nameof(RunningExchange))]
public sealed class AuthenticationOverHttp(RunningExchange exchange)
{
    [Fact]
    public async Task Public_routes_ask_for_nothing_and_ignore_what_they_get()
    {
        using var http = new HttpClient { BaseAddress = exchange.Server.Address };
        http.DefaultRequestHeaders.Add("CB-ACCESS-KEY", "nonsense");

        using HttpResponseMessage answer = await http.GetAsync("/time");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Without_the_headers_there_is_no_entry()
    {
        using var http = new HttpClient { BaseAddress = exchange.Server.Address };

        using HttpResponseMessage answer = await http.GetAsync("/accounts");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Each_of_key_secret_passphrase_and_time_must_be_right()
    {
        TestClient right = await exchange.OpenAsync("auth", dollars: 1);
        string other = Convert.ToBase64String("another secret"u8);
        Assert.Equal(200, (await right.GetAsync("/accounts")).Status);

        await RefusedAsync(new TestClient(exchange.Server.Address, right.Account, "unknown", right.Secret, right.Passphrase), "Invalid API Key");
        await RefusedAsync(new TestClient(exchange.Server.Address, right.Account, right.Key, other, right.Passphrase), "invalid signature");
        await RefusedAsync(new TestClient(exchange.Server.Address, right.Account, right.Key, right.Secret, "wrong"), "Invalid Passphrase");
        right.Skew = TimeSpan.FromSeconds(-31);
        await RefusedAsync(right, "request timestamp expired");
        right.Skew = TimeSpan.FromSeconds(31);
        await RefusedAsync(right, "request timestamp expired");
    }

    [Fact]
    public async Task A_key_does_what_its_scopes_say()
    {
        TestClient reader = await KeyAsync(Scopes.Read, requiresRisingNonce: false);

        Assert.Equal(200, (await reader.GetAsync("/orders")).Status);
        TestAnswer refused = await reader.PostAsync("/orders", new { });
        Assert.Equal((403, "missing_scope"), (refused.Status, refused["code"]));
        Assert.Equal(403, (await reader.PostAsync("/nodes", new { })).Status);
        Assert.Equal(403, (await reader.GetAsync("/operator/market")).Status);
    }

    [Fact]
    public async Task A_key_may_ask_for_rising_timestamps()
    {
        TestClient strict = await KeyAsync(Scopes.Read, requiresRisingNonce: true);

        Assert.Equal(200, (await strict.GetAsync("/accounts")).Status);
        strict.Skew = TimeSpan.FromSeconds(-5);
        await RefusedAsync(strict, "timestamp was not later than the last one, as this key requires");
    }

    [Fact]
    public async Task A_revoked_key_is_unknown()
    {
        TestClient client = await KeyAsync(Scopes.Read, requiresRisingNonce: false);
        Assert.Equal(200, (await client.GetAsync("/accounts")).Status);

        Assert.Equal(204, (await exchange.Operator.DeleteAsync($"/accounts/{client.Account}/keys/{client.Key}")).Status);

        await RefusedAsync(client, "Invalid API Key");
    }

    private static async Task RefusedAsync(TestClient client, string message)
    {
        TestAnswer answer = await client.GetAsync("/accounts");
        Assert.Equal((401, message), (answer.Status, answer["message"]));
    }

    private async Task<TestClient> KeyAsync(Scopes scopes, bool requiresRisingNonce)
    {
        TestClient owner = await exchange.OpenAsync("scoped", dollars: 1);
        Assert.True(WireId.TryAccount(owner.Account, out AccountId account));
        IssuedKey key = await exchange.Server.Keys.IssueAsync(account, scopes, requiresRisingNonce, default);
        return new TestClient(exchange.Server.Address, owner.Account, key.Key, key.Secret, key.Passphrase);
    }
}
