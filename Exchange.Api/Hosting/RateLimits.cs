using System.Globalization;
using System.Threading.RateLimiting;
using Exchange.Api.Access;
using Exchange.Api.Wire;
using Microsoft.AspNetCore.RateLimiting;

namespace Exchange.Api.Hosting;

/// <summary>How many requests a key, or an address without one, may send: buckets of tokens, refilled every tenth of a second.</summary>
public static class RateLimits
{
    private const int RefillsPerSecond = 10;

    /// <summary>Sets the limiter up.</summary>
    public static void Configure(RateLimiterOptions limiter, ApiSettings settings)
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => Partition(context, settings));
        limiter.OnRejected = async (rejected, cancellation) =>
        {
            HttpContext context = rejected.HttpContext;
            bool isPrivate = context.Features.Get<Caller>() is not null;
            int quota = isPrivate ? settings.PrivateBurstRequests : settings.PublicBurstRequests;
            context.Response.Headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"limit={quota}, remaining=0, reset={settings.RetryAfterSeconds}");
            await Problem.RateLimited(isPrivate, settings.RetryAfterSeconds).ExecuteAsync(context);
        };
    }

    private static RateLimitPartition<string> Partition(HttpContext context, ApiSettings settings) => context.Features.Get<Caller>() is { } caller
        ? Bucket("key " + caller.Key, settings.PrivateRequestsPerSecond, settings.PrivateBurstRequests)
        : Bucket("address " + context.Connection.RemoteIpAddress, settings.PublicRequestsPerSecond, settings.PublicBurstRequests);

    private static RateLimitPartition<string> Bucket(string name, int perSecond, int burst) =>
        RateLimitPartition.GetTokenBucketLimiter(name, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = Math.Max(1, perSecond / RefillsPerSecond),
            ReplenishmentPeriod = TimeSpan.FromSeconds(1.0 / RefillsPerSecond),
            QueueLimit = 0,
        });
}
