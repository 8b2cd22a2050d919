using System.Text;
using Exchange.Api.Wire;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>The checksum of a book is the one that clients of Kraken's feed compute.</summary>
public sealed class BookChecksums
{
    [Fact]
    public void The_published_example_gives_the_published_value()
    {
        BookChecksum sum = BookChecksum.Begin();
        sum.Add("45285.2", "0.00100000");
        sum.Add("45286.4", "1.54571953");
        sum.Add("45283.5", "0.10000000");
        sum.Add("45283.4", "1.54582015");

        Assert.Equal(2050935876u, sum.Value);
    }

    [Fact]
    public void The_crc_of_the_digits_one_to_nine_is_the_standard_check_value() =>
        Assert.Equal(0xCBF43926u, Crc32.Of(Encoding.ASCII.GetBytes("123456789")));
}
