using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Serialization;
using Exchange.Api.Access;
using Exchange.Api.Feed;
using Exchange.Api.Wire;

namespace Exchange.Api.Agents;

/// <summary>One account's way to the public API: requests signed with its key, one after the other, over a connection that stays open.</summary>
/// <param name="http">Reaches the exchange; its base address is the exchange's.</param>
/// <param name="key">The key.</param>
/// <param name="clock">The time that goes into signatures.</param>
public sealed class ApiClient(HttpClient http, SigningKey key, TimeProvider clock)
{
    private const string NextPageHeader = "CB-AFTER";
    private const string FeedTarget = "/users/self/verify";

    private static readonly JsonSerializerOptions Json = new(ApiJson.Default.Options)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Reads.</summary>
    public Task<T> GetAsync<T>(string target, CancellationToken cancellation) => DoneAsync<T>(HttpMethod.Get, target, null, cancellation);

    /// <summary>Creates; a refusal is an error.</summary>
    public Task<T> PostAsync<T>(string target, object body, CancellationToken cancellation) => DoneAsync<T>(HttpMethod.Post, target, body, cancellation);

    /// <summary>Replaces; a refusal is an error.</summary>
    public Task<T> PutAsync<T>(string target, object body, CancellationToken cancellation) => DoneAsync<T>(HttpMethod.Put, target, body, cancellation);

    /// <summary>Sends a request that may be refused for good; that it may be sent again later is an error.</summary>
    /// <exception cref="ApiRefusedException">The exchange is busy, broken or asked too often: status 429, or 500 and above.</exception>
    /// <exception cref="UnreadableAnswerException">What came is no answer.</exception>
    public async Task<(T? Value, ProblemBody? Problem)> TryAsync<T>(HttpMethod method, string target, object? body, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await SendAsync(method, target, body, cancellation);
        return await ReadAsync<T>(response, cancellation);
    }

    /// <summary>Sends bytes as they are; otherwise like <see cref="TryAsync"/>.</summary>
    public async Task<(T? Value, ProblemBody? Problem)> SendBytesAsync<T>(string target, byte[] body, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Post, target, body, MediaTypeNames.Application.Octet, cancellation);
        return await ReadAsync<T>(response, cancellation);
    }

    /// <summary>The message that subscribes to a signed channel of the feed.</summary>
    public byte[] Subscription(string channel)
    {
        string timestamp = Timestamp();
        string signature = Signature.Sign(key.Secret.Span, timestamp, HttpMethod.Get.Method, FeedTarget, default);
        var request = new FeedRequest
        {
            Type = "subscribe",
            Channels = [JsonSerializer.SerializeToElement(channel, ApiJson.Default.String)],
            Key = key.Name,
            Passphrase = key.Passphrase,
            Timestamp = timestamp,
            Signature = signature,
        };
        return JsonSerializer.SerializeToUtf8Bytes(request, Json.GetTypeInfo(typeof(FeedRequest)));
    }

    /// <summary>Reads a whole list, page by page, in the order in which the exchange lists it.</summary>
    /// <param name="target">The path with its query, without a cursor.</param>
    /// <param name="cancellation">Gives up.</param>
    public async IAsyncEnumerable<T> ListAsync<T>(string target, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        string? cursor = null;
        do
        {
            string page = cursor is null ? target : $"{target}{(target.Contains('?', StringComparison.Ordinal) ? '&' : '?')}after={cursor}";
            using HttpResponseMessage response = await SendAsync(HttpMethod.Get, page, null, cancellation);
            (T[]? rows, ProblemBody? problem) = await ReadAsync<T[]>(response, cancellation);
            if (rows is null) throw new ApiRefusedException(page, (int)response.StatusCode, problem);
            foreach (T row in rows) yield return row;
            cursor = response.Headers.TryGetValues(NextPageHeader, out IEnumerable<string>? next) ? next.First() : null;
        }
        while (cursor is not null);
    }

    private async Task<T> DoneAsync<T>(HttpMethod method, string target, object? body, CancellationToken cancellation)
    {
        (T? value, ProblemBody? problem) = await TryAsync<T>(method, target, body, cancellation);
        return problem is null ? value! : throw new ApiRefusedException(target, problem.Status, problem);
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string target, object? body, CancellationToken cancellation) => SendAsync(
        method, target, body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body, Json.GetTypeInfo(body.GetType())), MediaTypeNames.Application.Json, cancellation);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string target, byte[]? content, string type, CancellationToken cancellation)
    {
        string timestamp = Timestamp();
        using var request = new HttpRequestMessage(method, target);
        request.Headers.Add("CB-ACCESS-KEY", key.Name);
        request.Headers.Add("CB-ACCESS-SIGN", Signature.Sign(key.Secret.Span, timestamp, method.Method, target, content ?? []));
        request.Headers.Add("CB-ACCESS-TIMESTAMP", timestamp);
        request.Headers.Add("CB-ACCESS-PASSPHRASE", key.Passphrase);
        if (content is not null)
        {
            request.Content = new ByteArrayContent(content);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        }

        return await http.SendAsync(request, cancellation);
    }

    private string Timestamp() => (clock.GetUtcNow().ToUnixTimeMilliseconds() / 1_000m).ToString(CultureInfo.InvariantCulture);

    private static async Task<(T? Value, ProblemBody? Problem)> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellation)
    {
        byte[] content = await response.Content.ReadAsByteArrayAsync(cancellation);
        string target = response.RequestMessage?.RequestUri?.PathAndQuery ?? "";
        if (response.IsSuccessStatusCode) return (content.Length == 0 ? default : Read<T>(content, target), null);
        if (response.StatusCode is not HttpStatusCode.TooManyRequests and < HttpStatusCode.InternalServerError) return (default, Read<ProblemBody>(content, target));
        throw new ApiRefusedException(target, (int)response.StatusCode, Problem(content));
    }

    private static T? Read<T>(byte[] content, string target)
    {
        try
        {
            return (T?)JsonSerializer.Deserialize(content, Json.GetTypeInfo(typeof(T)));
        }
        catch (JsonException unreadable)
        {
            throw new UnreadableAnswerException(target, unreadable);
        }
    }

    /// <summary>What a broken exchange says, or whatever stands before it, need not be a problem.</summary>
    private static ProblemBody? Problem(byte[] content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, ApiJson.Default.ProblemBody);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The exchange refused what its caller cannot go on without.</summary>
/// <param name="target">What was asked for.</param>
/// <param name="status">The HTTP status.</param>
/// <param name="problem">Why not; null where the answer did not say.</param>
public sealed class ApiRefusedException(string target, int status, ProblemBody? problem)
    : Exception($"{target} was refused: {problem?.Code ?? $"{status}"} ({problem?.Message ?? "without a reason"})")
{
    /// <summary>The stable word for why.</summary>
    public string? Code { get; } = problem?.Code;

    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;
}

/// <summary>What came is not what the exchange answers.</summary>
/// <param name="target">What was asked for.</param>
/// <param name="unreadable">What is wrong with it.</param>
public sealed class UnreadableAnswerException(string target, Exception unreadable) : Exception($"{target} was answered with something else: {unreadable.Message}", unreadable);
