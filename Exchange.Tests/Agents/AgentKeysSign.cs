using Exchange.Api.Agents;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;
using Xunit;

namespace Exchange.Tests.Agents;

/// <summary>An agent's key signs what the exchange can check, and is the same one after a restart.</summary>
public sealed class AgentKeysSign
{
    [Fact]
    public void What_it_signs_is_checked_with_its_public_part()
    {
        using AgentKey key = AgentKey.Create();
        MinuteBits delivered = MinuteBits.First(41);
        byte[] signature = Convert.FromBase64String(key.Sign(lease: 7, hour: 3, delivered));
        Assert.True(HourMeter.IsSigned(Convert.FromBase64String(key.Public), 7, 3, delivered.Value, signature));
        Assert.False(HourMeter.IsSigned(Convert.FromBase64String(key.Public), 7, 3, delivered.Value ^ 1, signature));
    }

    [Fact]
    public void The_key_in_a_file_is_made_once()
    {
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".pem");
        try
        {
            using AgentKey made = AgentKey.FromFile(path);
            using AgentKey read = AgentKey.FromFile(path);
            Assert.Equal(made.Public, read.Public);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
