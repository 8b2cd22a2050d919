using Exchange.Api.Agents;
using Xunit;

namespace Exchange.Tests.Agents;

/// <summary>A nodes file is read whole, or refused with what is wrong.</summary>
public sealed class NodesFilesAreRead : IDisposable
{
    private const string Good =
        """
        {
          "provider": "Frankfurt Metal",
          "nodes": [{
            "node": { "name": "fra-1", "sku": "h100-sxm5-80", "gpus_per_node": 2, "place": "eu/de/fra/dc1", "handover": ["container"] },
            "devices": ["GPU-1", "GPU-2"],
            "offer": { "product": "H100SXM-USD", "price": 2.10, "hours": 48 }
          }]
        }
        """;

    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void A_whole_one_is_read()
    {
        OfferedNode node = Assert.Single(Read(Good).Nodes!);
        Assert.Equal(("fra-1", 2, "2.10", 48), (node.Node!.Name, node.Devices!.Length, node.Offer!.Price, node.Offer.Hours));
    }

    [Theory]
    [InlineData("\"Frankfurt Metal\"", "\" \"", "provider")]
    [InlineData(", \"GPU-2\"", "", "2 device ids")]
    [InlineData("GPU-2", "GPU-1", "differ")]
    [InlineData("\"price\": 2.10,", "", "price")]
    [InlineData("48", "0", "offer.hours")]
    [InlineData("\"fra-1\"", "\"\"", "node.name")]
    [InlineData("}]", "}", "not as it must be")]
    public void What_is_wrong_is_said(string right, string wrong, string said)
    {
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => Read(Good.Replace(right, wrong, StringComparison.Ordinal)));
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    private NodesFile Read(string text)
    {
        File.WriteAllText(path, text);
        return NodesFile.Read(path);
    }
}
