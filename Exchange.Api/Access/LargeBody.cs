using Exchange.Api.Wire;
using Exchange.Engine.Values;

namespace Exchange.Api.Access;

/// <summary>Marks an endpoint whose bodies may be as large as a proof. One larger than those of other requests is read only where it was asked for.</summary>
/// <param name="Asked">The most bytes that such a request of an account may have, or why its body is not read at all.</param>
public sealed record LargeBody(Func<HttpContext, AccountId, (long Bytes, Problem? Problem)> Asked);
