using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Exchange.Tests.Clients;
using Xunit;

namespace Exchange.Tests.Readme;

/// <summary>What the README tells a newcomer to type does what it says, against the program as it is started there.</summary>
public sealed class ReadmeCommands(DemoProgram program) : IClassFixture<DemoProgram>
{
    private const string Section = "Trade once";

    [Fact]
    public async Task Its_commands_buy_preview_rest_and_cancel()
    {
        string answers = await program.RunAsync("bash", ["-euo", "pipefail"], Script());
        JsonNode[] said = [.. answers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
        Assert.Equal(8, said.Length);
        (JsonNode book, JsonNode bought, JsonNode fills, JsonNode german) = (said[0], said[1], said[2], said[3]);
        (JsonNode american, JsonNode rests, JsonNode cancelled, JsonNode accounts) = (said[4], said[5], said[6], said[7]);
        Assert.Equal(5, book["asks"]!.AsArray().Count);
        Assert.Equal("2", bought["filled_size"]!.ToString());
        JsonNode first = fills.AsArray().Last(fill => fill!["order_id"]!.ToString() == bought["id"]!.ToString())!;
        Assert.Equal(book["asks"]![0]![0]!.ToString(), first["price"]!.ToString());
        Assert.NotNull(first["lease_id"]);
        Assert.Equal("4", german["filled_size"]!.ToString());
        Assert.Equal("0", american["filled_size"]!.ToString());
        Assert.Contains(american["reasons"]!.AsArray(), reason => reason!["reason"]!.ToString() == "place");
        Assert.Equal("open", rests["status"]!.ToString());
        Assert.Equal(rests["id"]!.ToString(), cancelled.ToString());
        Assert.Equal("0.000000", accounts[0]!["order_hold"]!.ToString());
    }

    [NodeFact]
    public async Task Its_lines_of_ccxt_trade()
    {
        string keys = ReadmeBlocks.Of(Section, "bash")[0];
        string lines = ReadmeBlocks.Of(Section, "js").Single();
        string script = $"{keys}\ncd '{NodeFactAttribute.Folder}'\nnode --input-type=module - <<'JS'\n{lines}\nJS\n";
        string said = await program.RunAsync("bash", ["-euo", "pipefail"], script);
        Assert.Contains("status: 'closed'", said, StringComparison.Ordinal);
    }

    private static string Script() => string.Join('\n', ReadmeBlocks.Of(Section, "bash"));
}

/// <summary>The fenced blocks of the README.</summary>
internal static class ReadmeBlocks
{
    /// <summary>The blocks of one language under one heading, in order.</summary>
    public static IReadOnlyList<string> Of(string section, string language)
    {
        var blocks = new List<string>();
        bool inSection = false;
        List<string>? block = null;
        foreach (string line in File.ReadLines(Path.Combine(Root(), "README.md")))
        {
            if (block is null && line.StartsWith("## ", StringComparison.Ordinal)) inSection = line[3..] == section;
            else if (block is null && inSection && line == "```" + language) block = [];
            else if (block is not null && line == "```")
            {
                blocks.Add(string.Join('\n', block));
                block = null;
            }
            else block?.Add(line);
        }

        return blocks;
    }

    internal static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
