using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Exchange.Api.Access;

/// <summary>Checks the four headers of a signed request, and lets it pass or answers why not.</summary>
/// <remarks>Public endpoints are passed without a look at the headers. The body is read once, kept, and given on to the endpoint.</remarks>
public sealed class Authentication : IDisposable
{
    private readonly RequestDelegate next;
    private readonly Verification verification;
    private readonly ApiSettings settings;
    private readonly SemaphoreSlim uploads;

    /// <summary>The check in front of whatever comes next.</summary>
    public Authentication(RequestDelegate next, Verification verification, ApiSettings settings)
    {
        this.next = next;
        this.verification = verification;
        this.settings = settings;
        uploads = new SemaphoreSlim(settings.Proofs.MaxUploads);
    }

    /// <inheritdoc/>
    public void Dispose() => uploads.Dispose();

    /// <summary>Checks one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<NeedsScope>() is not { } needed)
        {
            await next(context);
            return;
        }

        if (context.GetEndpoint()!.Metadata.GetMetadata<LargeBody>() is null) await PassAsync(context, needed, settings.MaxBodyBytes);
        else await UploadAsync(context, needed);
    }

    /// <summary>A large body is read only from a key that may send it, and only if few others are being read.</summary>
    private async Task UploadAsync(HttpContext context, NeedsScope needed)
    {
        bool mayUpload = await verification.KnowsAsync(context.Request.Headers["CB-ACCESS-KEY"].ToString(), needed.Scope, context.RequestAborted);
        if (!mayUpload)
        {
            await PassAsync(context, needed, settings.MaxBodyBytes);
            return;
        }

        if (!uploads.Wait(0, CancellationToken.None))
        {
            await Problem.InboxFull(settings.RetryAfterSeconds).ExecuteAsync(context);
            return;
        }

        try
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = settings.Proofs.MaxBodyBytes;
            if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = Rate(settings.Proofs);
            await PassAsync(context, needed, settings.Proofs.MaxBodyBytes);
        }
        finally
        {
            uploads.Release();
        }
    }

    private static MinDataRate Rate(ProofSettings proofs) => new(proofs.MinUploadBytesPerSecond, TimeSpan.FromMilliseconds(proofs.UploadGraceMilliseconds));

    private async Task PassAsync(HttpContext context, NeedsScope needed, int maxBytes)
    {
        ReadOnlyMemory<byte>? body = await ReadBodyAsync(context, maxBytes);
        Problem? refusal = body is null ? Problem.BodyTooLarge(maxBytes) : await RefuseAsync(context, needed.Scope, body.Value);
        if (refusal is not null)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        context.Request.Body = new MemoryStream(body!.Value.ToArray(), writable: false);
        await next(context);
    }

    private async ValueTask<Problem?> RefuseAsync(HttpContext context, Scopes scope, ReadOnlyMemory<byte> body)
    {
        IHeaderDictionary headers = context.Request.Headers;
        string name = headers["CB-ACCESS-KEY"].ToString();
        string signature = headers["CB-ACCESS-SIGN"].ToString();
        string timestamp = headers["CB-ACCESS-TIMESTAMP"].ToString();
        string passphrase = headers["CB-ACCESS-PASSPHRASE"].ToString();
        if (name.Length == 0 || signature.Length == 0 || timestamp.Length == 0 || passphrase.Length == 0) return Problem.Unsigned;
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var signed = new SignedRequest(name, signature, timestamp, passphrase, context.Request.Method, target);
        (Caller? caller, Problem? problem) = await verification.VerifyAsync(signed, body, CancellationToken.None);
        if (caller is null) return problem;
        if ((caller.Scopes & scope) == 0) return Problem.MissingScope(scope);
        context.Features.Set(caller);
        return null;
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
