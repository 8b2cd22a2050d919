using System.Security.Cryptography;
using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Sequencing;
using Exchange.Engine.Values;
using RegisterCommand = Exchange.Engine.Commands.RegisterAgentKey;

namespace Exchange.Api.Providers;

/// <summary><c>POST /agent-key</c> and <c>GET /agent-key</c>: the key with which the caller's agent signs the minutes that it meters.</summary>
public static class RegisterAgentKey
{
    private const int CoordinateBytes = 32;

    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/agent-key", HandleAsync).Needs(Scopes.Trade | Scopes.Provide | Scopes.Monitor).Produces<AgentKeyAnswer>().WithTags("Leases").WithSummary("Register the key that signs metered hours");
        routes.MapGet("/agent-key", Read).Needs(Scopes.Read).Produces<AgentKeyAnswer>().WithTags("Leases").WithSummary("The key that signs metered hours");
    }

    private static async Task<IResult> HandleAsync(AgentKeyRequest request, HttpContext context, Gateway gateway, CommittedMarket committed)
    {
        if (!TryKey(request.Key, out Bytes64 key)) return Problem.BadField("key", "key must be a P-256 public key: X and Y, 32 bytes each, in base64");
        (Receipt receipt, Problem? problem) = await gateway.RunAsync(new RegisterCommand(context.Caller().Account, key));
        if (problem is not null) return problem;
        await committed.WaitForAsync(receipt.Position, context.RequestAborted);
        return Read(context, committed);
    }

    private static IResult Read(HttpContext context, CommittedMarket committed)
    {
        AccountId account = context.Caller().Account;
        Bytes64 key = committed.Read(state => state.Parties.Of(account).AgentKey);
        return Answer.Ok(new AgentKeyAnswer(WireId.Text(WireId.Of(account)), key.IsNone ? null : Convert.ToBase64String(key.Bytes)), ApiJson.Default.AgentKeyAnswer);
    }

    /// <summary>Reads a key; false where it is none of the curve.</summary>
    private static bool TryKey(string? text, out Bytes64 key)
    {
        key = default;
        Span<byte> bytes = stackalloc byte[Bytes64.Count];
        if (text is null || !Convert.TryFromBase64String(text, bytes, out int written) || written != Bytes64.Count) return false;
        try
        {
            var point = new ECPoint { X = bytes[..CoordinateBytes].ToArray(), Y = bytes[CoordinateBytes..].ToArray() };
            using var curve = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
            curve.ExportParameters(includePrivateParameters: false);
        }
        catch (CryptographicException)
        {
            return false;
        }

        key = Bytes64.From(bytes);
        return true;
    }
}
