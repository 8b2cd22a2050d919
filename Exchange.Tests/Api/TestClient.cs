using System.Globalization;
using System.Net.Http.Headers;
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

    /// <summary>What comes back, whatever its form.</summary>
    public async Task<string> GetTextAsync(string target)
    {
        using HttpResponseMessage response = await RequestAsync(HttpMethod.Get, target, [], null);
        return await response.Content.ReadAsStringAsync();
    }

    public Task<TestAnswer> PostAsync(string target, object body) => SendAsync(HttpMethod.Post, target, body);

    public Task<TestAnswer> PostBytesAsync(string target, byte[] body) => SendAsync(HttpMethod.Post, target, body, "application/octet-stream");

    public Task<TestAnswer> PatchAsync(string target, object body) => SendAsync(HttpMethod.Patch, target, body);

    public Task<TestAnswer> PutAsync(string target, object body) => SendAsync(HttpMethod.Put, target, body);

    public Task<TestAnswer> DeleteAsync(string target, object? body = null) => SendAsync(HttpMethod.Delete, target, body);

    public void Dispose() => http.Dispose();

    private Task<TestAnswer> SendAsync(HttpMethod method, string target, object? body) => SendAsync(
        method, target, body is null ? [] : System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(body), body is null ? null : "application/json");

    private async Task<TestAnswer> SendAsync(HttpMethod method, string target, byte[] body, string? type)
    {
        using HttpResponseMessage response = await RequestAsync(method, target, body, type);
        string answer = await response.Content.ReadAsStringAsync();
        return new TestAnswer((int)response.StatusCode, answer.Length == 0 ? null : JsonNode.Parse(answer), response.Headers.ToDictionary(header => header.Key, header => header.Value.First()));
    }

    private async Task<HttpResponseMessage> RequestAsync(HttpMethod method, string target, byte[] body, string? type)
    {
        string timestamp = ((DateTimeOffset.UtcNow + Skew).ToUnixTimeMilliseconds() / 1000m).ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(method, target);
        if (type is not null) request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        request.Headers.Add("CB-ACCESS-KEY", Key);
        request.Headers.Add("CB-ACCESS-SIGN", Signature.Sign(Convert.FromBase64String(Secret), timestamp, method.Method, target, body));
        request.Headers.Add("CB-ACCESS-TIMESTAMP", timestamp);
        request.Headers.Add("CB-ACCESS-PASSPHRASE", Passphrase);
        return await http.SendAsync(request);
    }
}

/// <summary>What came back.</summary>
public sealed record TestAnswer(int Status, JsonNode? Body, IReadOnlyDictionary<string, string> Headers)
{
    public string? this[string field] => Body?[field]?.ToString();
}
