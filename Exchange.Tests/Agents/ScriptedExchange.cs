using System.Collections.Concurrent;
using System.Net;
using Exchange.Api.Agents;

namespace Exchange.Tests.Agents;

/// <summary>Stands in for an exchange and what lies before it: a test says what each request comes to.</summary>
internal sealed class ScriptedExchange(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    private static readonly SigningKey Key = SigningKey.Of("key", "c2VjcmV0", "passphrase");

    /// <summary>What it was asked, in order: method and target.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>One that answers at once.</summary>
    public static ScriptedExchange Of(Func<HttpRequestMessage, HttpResponseMessage> answer) => new((request, _) => Task.FromResult(answer(request)));

    /// <summary>A way to it.</summary>
    /// <param name="http">Reaches it.</param>
    public static ApiClient Client(HttpClient http) => new(http, Key, TimeProvider.System);

    /// <summary>Reaches it.</summary>
    /// <param name="timeout">How long an answer may take; null for as long as .NET allows.</param>
    public HttpClient Http(TimeSpan? timeout = null)
    {
        var http = new HttpClient(this, disposeHandler: false) { BaseAddress = new Uri("http://exchange.test") };
        if (timeout is { } longest) http.Timeout = longest;
        return http;
    }

    /// <summary>An answer with a text.</summary>
    public static HttpResponseMessage Text(string text, HttpStatusCode status = HttpStatusCode.OK) => new(status) { Content = new StringContent(text) };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked.Enqueue($"{request.Method} {request.RequestUri!.PathAndQuery}");
        HttpResponseMessage response = await answer(request, cancellationToken);
        response.RequestMessage = request;
        return response;
    }
}
