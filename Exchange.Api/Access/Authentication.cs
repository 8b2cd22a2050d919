using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Exchange.Api.Access;

/// <summary>Checks the four headers of a signed request, and lets it pass or answers why not.</summary>
/// <remarks>Public endpoints are passed without a look at the headers. The body is read once, kept, and given on to the endpoint.</remarks>
public sealed class Authentication
{
    private readonly RequestDelegate next;
    private readonly Verification verification;
    private readonly ApiSettings settings;
    private readonly Uploads uploads;

    /// <summary>The check in front of whatever comes next.</summary>
    public Authentication(RequestDelegate next, Verification verification, ApiSettings settings)
    {
        this.next = next;
        this.verification = verification;
        this.settings = settings;
        uploads = new Uploads(settings.Proofs);
    }

    /// <summary>Checks one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<NeedsScope>() is not { } needed)
        {
            await next(context);
            return;
        }

        bool isLarge = context.Request.ContentLength is null || context.Request.ContentLength > settings.MaxBodyBytes;
        if (isLarge && context.GetEndpoint()!.Metadata.GetMetadata<LargeBody>() is { } large) await UploadAsync(context, needed, large);
        else await PassAsync(context, needed, await ReadBodyAsync(context, settings.MaxBodyBytes), settings.MaxBodyBytes, wasRecognised: false);
    }

    /// <summary>A large body is read only from a key that may send it, where it was asked for, and only if few others are being read.</summary>
    private async Task UploadAsync(HttpContext context, NeedsScope needed, LargeBody large)
    {
        (ApiKey? key, Problem? problem) = await RecogniseAsync(context, needed);
        (long most, problem) = problem is null ? large.Asked(context, key!.Account) : (0, problem);
        most = Math.Clamp(most, settings.MaxBodyBytes, settings.Proofs.MaxBodyBytes);
        if (problem is null && context.Request.ContentLength > most) problem = Problem.BodyTooLarge((int)most);
        if (problem is null && !uploads.TryBegin(key!.Account, most)) problem = Problem.InboxFull(settings.RetryAfterSeconds);
        if (problem is not null)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        ReadOnlyMemory<byte>? body;
        try
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = most;
            if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = Rate(settings.Proofs);
            body = await ReadBodyAsync(context, (int)most);
        }
        finally
        {
            uploads.End(key!.Account, most);
        }

        await PassAsync(context, needed, body, (int)most, wasRecognised: true);
    }

    private static MinDataRate Rate(ProofSettings proofs) => new(proofs.MinUploadBytesPerSecond, TimeSpan.FromMilliseconds(proofs.UploadGraceMilliseconds));

    private async Task PassAsync(HttpContext context, NeedsScope needed, ReadOnlyMemory<byte>? body, int maxBytes, bool wasRecognised)
    {
        Problem? refusal = body is null ? Problem.BodyTooLarge(maxBytes) : await RefuseAsync(context, needed.Scope, body.Value, wasRecognised);
        if (refusal is not null)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        context.Request.Body = new MemoryStream(body!.Value.ToArray(), writable: false);
        await next(context);
    }

    private async ValueTask<(ApiKey? Key, Problem? Problem)> RecogniseAsync(HttpContext context, NeedsScope needed) => Signed(context) is { } signed
        ? await verification.RecogniseAsync(signed, needed.Scope, context.RequestAborted)
        : (null, Problem.Unsigned);

    private async ValueTask<Problem?> RefuseAsync(HttpContext context, Scopes scope, ReadOnlyMemory<byte> body, bool wasRecognised)
    {
        if (Signed(context) is not { } signed) return Problem.Unsigned;
        (Caller? caller, Problem? problem) = await verification.VerifyAsync(signed, body, wasRecognised, CancellationToken.None);
        if (caller is null) return problem;
        if ((caller.Scopes & scope) == 0) return Problem.MissingScope(scope);
        context.Features.Set(caller);
        return null;
    }

    /// <summary>What the headers say of who signed the request; null where one of them is missing.</summary>
    private static SignedRequest? Signed(HttpContext context)
    {
        IHeaderDictionary headers = context.Request.Headers;
        string name = headers["CB-ACCESS-KEY"].ToString();
        string signature = headers["CB-ACCESS-SIGN"].ToString();
        string timestamp = headers["CB-ACCESS-TIMESTAMP"].ToString();
        string passphrase = headers["CB-ACCESS-PASSPHRASE"].ToString();
        if (name.Length == 0 || signature.Length == 0 || timestamp.Length == 0 || passphrase.Length == 0) return null;
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return new SignedRequest(name, signature, timestamp, passphrase, context.Request.Method, target);
    }

    private static async ValueTask<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpContext context, int maxBytes)
    {
        if (context.Request.ContentLength > maxBytes) return null;
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }) return ReadOnlyMemory<byte>.Empty;
        var kept = new MemoryStream((int)(context.Request.ContentLength ?? 1024));
        var room = new byte[4096];
        int read;
        while ((read = await context.Request.Body.ReadAsync(room, context.RequestAborted)) > 0)
        {
            if (kept.Length + read > maxBytes) return null;
            kept.Write(room, 0, read);
        }

        return kept.GetBuffer().AsMemory(0, (int)kept.Length);
    }
}
