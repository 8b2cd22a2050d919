using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Exchange.Api.Access;

namespace Exchange.Tests.Api;

/// <summary>A signed request that is sent by hand, as slowly or incompletely as a test wants.</summary>
public sealed class RawRequest : IDisposable
{
    private readonly TcpClient connection = new() { NoDelay = true };

    private RawRequest(byte[] body) => Body = body;

    /// <summary>What the request announced and signed.</summary>
    public byte[] Body { get; }

    /// <summary>The connection's two ways.</summary>
    public NetworkStream Stream => connection.GetStream();

    /// <summary>Sends the head of a request, and nothing of its body yet.</summary>
    public static async Task<RawRequest> BeginAsync(Uri address, TestClient client, string target, byte[] body, CancellationToken cancellation)
    {
        var request = new RawRequest(body);
        await request.connection.ConnectAsync(address.Host, address.Port, cancellation);
        string timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        string head = $"POST {target} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/octet-stream\r\nContent-Length: {body.Length}\r\n"
            + $"CB-ACCESS-KEY: {client.Key}\r\nCB-ACCESS-PASSPHRASE: {client.Passphrase}\r\nCB-ACCESS-TIMESTAMP: {timestamp}\r\n"
            + $"CB-ACCESS-SIGN: {Signature.Sign(Convert.FromBase64String(client.Secret), timestamp, "POST", target, body)}\r\n\r\n";
        await request.Stream.WriteAsync(Encoding.ASCII.GetBytes(head), cancellation);
        return request;
    }

    /// <summary>Sends the first bytes of the body.</summary>
    public Task SendAsync(int bytes, CancellationToken cancellation) => Stream.WriteAsync(Body.AsMemory(0, bytes), cancellation).AsTask();

    public void Dispose() => connection.Dispose();
}
