using Exchange.Engine.Values;

namespace Exchange.Api.Access;

/// <summary>Who sent a request, once its signature was found right.</summary>
/// <param name="Account">Whose key it was.</param>
/// <param name="Scopes">What the key may do.</param>
/// <param name="Key">The key's public name.</param>
public sealed record Caller(AccountId Account, Scopes Scopes, string Key);

/// <summary>Marks an endpoint that needs a signed request, by a key with this scope.</summary>
/// <param name="Scope">The scope.</param>
public sealed record NeedsScope(Scopes Scope);

/// <summary>Finds and states who calls.</summary>
public static class CallerExtensions
{
    /// <summary>Lets only signed requests in, by keys with this scope.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder builder, Scopes scope)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new NeedsScope(scope));

    /// <summary>Who calls. Only for endpoints marked with <see cref="NeedsScope"/>.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("The endpoint does not ask for a signature.");
}
