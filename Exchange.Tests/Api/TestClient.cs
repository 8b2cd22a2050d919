using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Exchange.Api.Access;

namespace Exchange.Tests.Api;

/// <summary>Sends signed requests as a client would, and reads what comes back as plain JSON.</summary>
public sealed class TestClient(Uri address, string account, string key, string secret, string passphrase) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = address };

    public string Account { get; } = account;

    public string Key { get; } = key;

    public string Secret { get; } = secret;

    public string Passphrase { get; } = passphrase;

    /// <summary>Added to the clock when a request is stamped.</summary>
    public TimeSpan Skew { get; set; }

    public Task<TestAnswer> GetAsync(string target) => SendAsync(HttpMethod.Get, target, null);

    public Task<TestAnswer> PostAsync(string target, object body) => SendAsync(HttpMethod.Post, target, body);

    public Task<TestAnswer> PatchAsync(string target, object body) => SendAsync(HttpMethod.Patch, target, body);

    public Task<TestAnswer> PutAsync(string target, object body) => SendAsync(HttpMethod.Put, target, body);

    public Task<TestAnswer> DeleteAsync(string target, object? body = null) => SendAsync(HttpMethod.Delete, target, body);

    public void Dispose() => http.Dispose();

    private async Task<TestAnswer> SendAsync(HttpMethod method, string target, object? body)
    {
        string text = body is null ? "" : System.Text.Json.JsonSerializer.Serialize(body);
        string timestamp = ((DateTimeOffset.UtcNow + Skew).ToUnixTimeMilliseconds() / 1000m).ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(method, target);
        if (body is not null) request.Content = new StringContent(text, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        request.Headers.Add("CB-ACCESS-KEY", Key);
        request.Headers.Add("CB-ACCESS-SIGN", Signature.Sign(Convert.FromBase64String(Secret), timestamp, method.Method, target, Encoding.UTF8.GetBytes(text)));
        request.Headers.Add("CB-ACCESS-TIMESTAMP", timestamp);
        request.Headers.Add("CB-ACCESS-PASSPHRASE", Passphrase);
        using HttpResponseMessage response = await http.SendAsync(request);
        string answer = await response.Content.ReadAsStringAsync();
        return new TestAnswer((int)response.StatusCode, answer.Length == 0 ? null : JsonNode.Parse(answer), response.Headers.ToDictionary(header => header.Key, header => header.Value.First()));
    }
}

/// <summary>What came back.</summary>
public sealed record TestAnswer(int Status, JsonNode? Body, IReadOnlyDictionary<string, string> Headers)
{
    public string? this[string field] => Body?[field]?.ToString();
}
