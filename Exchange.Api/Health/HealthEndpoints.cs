using Exchange.Api.Hosting;
using Exchange.Api.Observability;
using Exchange.Api.Wire;
using Exchange.Engine.Sequencing;
using Exchange.Projections.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Exchange.Api.Health;

/// <summary><c>/health/live</c>: the program runs. <c>/health/ready</c>: it trades, and its views follow. <c>/metrics</c>: what it measures.</summary>
public static class HealthEndpoints
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => TypedResults.Text("live")).WithTags("Health").WithSummary("Whether the program runs");
        routes.MapGet("/health/ready", Ready).Produces<ReadyAnswer>().WithTags("Health").WithSummary("Whether the exchange trades");
        routes.MapGet("/metrics", (PrometheusText metrics) => TypedResults.Text(metrics.Write(), "text/plain; version=0.0.4"))
            .WithTags("Health").WithSummary("What the exchange measures, for Prometheus");
    }

    private static JsonHttpResult<ReadyAnswer> Ready(Market market, Views views)
    {
        ViewAnswer[] all = [.. views.Health.Select(view => new ViewAnswer(view.View, view.Activity.ToString(), view.Position, view.LagEvents, view.Fault))];
        bool ready = market.Health == MarketHealth.Trading && views.Health.All(view => view.Activity != ViewActivity.Failed);
        var answer = new ReadyAnswer(ready, market.Health.ToString(), market.Fault?.Message, market.Committed.Position, market.InboxDepth, all);
        return TypedResults.Json(answer, ApiJson.Default.ReadyAnswer, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>How the exchange is.</summary>
/// <param name="Ready">Whether it trades and all views follow.</param>
/// <param name="Market">What the market is doing.</param>
/// <param name="Fault">Why it is not trading.</param>
/// <param name="Position">The position of the last event taken in.</param>
/// <param name="InboxDepth">Commands that wait.</param>
/// <param name="Views">How each view is.</param>
public sealed record ReadyAnswer(bool Ready, string Market, string? Fault, long Position, int InboxDepth, ViewAnswer[] Views);

/// <summary>How a view is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Activity">What it is doing.</param>
/// <param name="Position">The last event in its tables.</param>
/// <param name="LagEvents">Events that it has not taken in.</param>
/// <param name="Fault">What it met.</param>
public sealed record ViewAnswer(string Name, string Activity, long Position, long LagEvents, string? Fault);
