using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Exchange.Api.Access;

namespace Exchange.Api.Wire;

/// <summary>A problem as RFC 9457 describes it, with a stable <c>code</c> and a <c>message</c> in the words that trading clients map.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Stable; for programs.</param>
/// <param name="Message">For people, and for clients that look for known words.</param>
public sealed record Problem(int Status, string Code, string Message) : IResult
{
    /// <summary>What was missing, in dollars, where money was.</summary>
    public string? Shortfall { get; init; }
    /// <summary>When to come back, where that helps.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>A request without the four headers.</summary>
    public static Problem Unsigned => new(401, "unsigned", "CB-ACCESS-KEY, CB-ACCESS-SIGN, CB-ACCESS-TIMESTAMP and CB-ACCESS-PASSPHRASE are required");
    /// <summary>No such key.</summary>
    public static Problem InvalidKey => new(401, "invalid_key", "Invalid API Key");
    /// <summary>The signature is not that of the request.</summary>
    public static Problem InvalidSignature => new(401, "invalid_signature", "invalid signature");
    /// <summary>The passphrase is another.</summary>
    public static Problem InvalidPassphrase => new(401, "invalid_passphrase", "Invalid Passphrase");
    /// <summary>The timestamp is no number.</summary>
    public static Problem InvalidTimestamp => new(401, "invalid_timestamp", "invalid timestamp");
    /// <summary>The timestamp lies outside the window.</summary>
    public static Problem TimestampExpired => new(401, "timestamp_expired", "request timestamp expired");
    /// <summary>The key asks for rising timestamps.</summary>
    public static Problem NonceUsed => new(401, "nonce_used", "timestamp was not later than the last one, as this key requires");
    /// <summary>No such order, or not the caller's.</summary>
    public static Problem OrderNotFound => new(404, "order_not_found", "order not found");
    /// <summary>The id has the wrong form.</summary>
    public static Problem InvalidOrderId => new(400, "invalid_order_id", "Invalid order id");
    /// <summary>No such product.</summary>
    public static Problem ProductNotFound => new(404, "product_not_found", "Product not found");
    /// <summary>No such account, or not the caller's.</summary>
    public static Problem AccountNotFound => new(404, "account_not_found", "account not found");
    /// <summary>The store is away, or what became of the command is not known.</summary>
    public static Problem OutcomeUnknown => new(
        503, "outcome_unknown", "The outcome is not known yet; sending the same client_oid again is safe")
    { RetryAfterSeconds = 1 };

    /// <summary>The key may not do this.</summary>
    public static Problem MissingScope(Scopes scope) =>
        new(403, "missing_scope", $"This key lacks the scope {string.Join(' ', ScopeText.Names(scope))}");

    /// <summary>The body is too large.</summary>
    public static Problem BodyTooLarge(int maxBytes) =>
        new(413, "body_too_large", string.Create(CultureInfo.InvariantCulture, $"The body may have at most {maxBytes} bytes"));

    /// <summary>The inbox is full.</summary>
    public static Problem InboxFull(int retryAfterSeconds) =>
        new(503, "inbox_full", "The exchange is busy; nothing was done; try again") { RetryAfterSeconds = retryAfterSeconds };

    /// <summary>Too many requests.</summary>
    public static Problem RateLimited(bool isPrivate, int retryAfterSeconds) =>
        new(429, "rate_limited", isPrivate ? "Private rate limit exceeded" : "Public rate limit exceeded") { RetryAfterSeconds = retryAfterSeconds };

    /// <summary>A field that cannot be understood.</summary>
    public static Problem BadField(string field, string message) => new(400, "invalid_" + field, message);

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        if (RetryAfterSeconds is { } seconds) httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        httpContext.Response.ContentType = "application/problem+json";
        await JsonSerializer.SerializeAsync(httpContext.Response.Body, Body(), ApiJson.Default.ProblemBody, httpContext.RequestAborted);
    }

    /// <summary>The problem as it is written.</summary>
    public ProblemBody Body() => new("about:blank", Message, Status, Code, Message) { Shortfall = Shortfall };
}

/// <summary>The written form of a problem.</summary>
/// <param name="Type">Always <c>about:blank</c>: the code says more.</param>
/// <param name="Title">The message.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Stable; for programs.</param>
/// <param name="Message">For people, and for clients that look for known words.</param>
public sealed record ProblemBody(string Type, string Title, int Status, string Code, string Message)
{
    /// <summary>What was missing, in dollars, where money was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Shortfall { get; init; }
}
