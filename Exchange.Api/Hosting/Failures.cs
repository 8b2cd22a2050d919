using Exchange.Api.Wire;

namespace Exchange.Api.Hosting;

/// <summary>Turns what went wrong, and what nothing serves, into problems: a client never meets an empty error.</summary>
public sealed class Failures
{
    private readonly RequestDelegate next;
    private readonly ILogger<Failures> log;
    private readonly IHostApplicationLifetime life;

    /// <summary>The net under whatever comes next.</summary>
    public Failures(RequestDelegate next, ILogger<Failures> log, IHostApplicationLifetime life)
    {
        this.next = next;
        this.log = log;
        this.life = life;
    }

    /// <summary>Serves one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException bad)
        {
            await AnswerAsync(context, new Problem(bad.StatusCode, "bad_request", bad.InnerException?.Message ?? bad.Message));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went: there is nobody to answer.
        }
        catch (OperationCanceledException) when (life.ApplicationStopping.IsCancellationRequested)
        {
            await AnswerAsync(context, Problem.OutcomeUnknown); // The exchange stops; that is no fault.
        }
        catch (Exception fault)
        {
            log.LogError(fault, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
            await AnswerAsync(context, new Problem(500, "internal_error", "Something went wrong here; the outcome is not known; sending the same client_oid again is safe"));
        }

        if (context.Response is { HasStarted: false, StatusCode: 404 or 405 or 415 })
            await AnswerAsync(context, new Problem(context.Response.StatusCode, "route_not_found", "NotFound"));
    }

    private static async Task AnswerAsync(HttpContext context, Problem problem)
    {
        if (!context.Response.HasStarted) await problem.ExecuteAsync(context);
    }
}
