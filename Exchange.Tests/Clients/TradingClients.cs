using System.Diagnostics;
using Exchange.Tests.Api;
using Xunit;

namespace Exchange.Tests.Clients;

/// <summary>Existing trading clients trade here with nothing changed but URLs and keys, each on a product of its own.</summary>
[Collection(nameof(RunningExchange))]
public sealed class TradingClients(RunningExchange exchange)
{
    private const int PatienceMilliseconds = 90_000;

    [NodeFact]
    public Task Ccxt_trades_and_watches() => RunAsync("ccxt.mjs", "h100-sxm5-80");

    [NodeFact]
    public Task Coinbase_pro_node_trades_and_watches() => RunAsync("coinbase-pro-node.mjs", "h100-pcie-80");

    [NodeFact]
    public Task Coinbase_api_trades() => RunAsync("coinbase-api.mjs", "h200-sxm5-141");

    [NodeFact]
    public Task An_oracle_finds_no_gap_and_no_order_out_of_turn() => RunAsync("orderbook-sync.mjs", "h100-nvl-94");

    private async Task RunAsync(string script, string sku)
    {
        TestClient seller = await exchange.OpenAsync("seller of " + script, dollars: 1_000_000);
        TestClient buyer = await exchange.OpenAsync("buyer of " + script, dollars: 100_000);
        string product = await exchange.ListAsync(sku);
        await exchange.RegisterAsync(seller, "nodes of " + script, nodes: 1_000, sku);
        var start = new ProcessStartInfo("node", script) { WorkingDirectory = NodeFactAttribute.Folder, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["EXCHANGE_URL"] = exchange.Server.Address.AbsoluteUri.TrimEnd('/');
        start.Environment["EXCHANGE_PRODUCT"] = product;
        Add(start, "SELLER", seller);
        Add(start, "BUYER", buyer);
        using Process process = Process.Start(start)!;
        Task<string> said = process.StandardOutput.ReadToEndAsync();
        Task<string> complained = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(PatienceMilliseconds);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        Assert.True(process.ExitCode == 0, $"{script}:\n{await said}\n{await complained}");
    }

    private static void Add(ProcessStartInfo start, string name, TestClient client)
    {
        start.Environment[name + "_KEY"] = client.Key;
        start.Environment[name + "_SECRET"] = client.Secret;
        start.Environment[name + "_PASSPHRASE"] = client.Passphrase;
    }
}
