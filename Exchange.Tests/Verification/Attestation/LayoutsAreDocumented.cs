using System.Runtime.CompilerServices;
using Exchange.Engine.Verification.Attestation;
using Xunit;

namespace Exchange.Tests.Verification.Attestation;

/// <summary>The tables of docs/ATTESTATION.md say what the code reads.</summary>
public sealed class LayoutsAreDocumented
{
    private static readonly string[] Lines = File.ReadAllLines(Document());

    [Fact]
    public void The_processors_fields() => Assert.All(
        SnpLayout.Fields, known => Assert.Contains(Lines, line => line.StartsWith($"| 0x{known.Offset:X3} | {known.Length} | {known.Name} ", StringComparison.Ordinal)));

    [Fact]
    public void The_GPUs_fields()
    {
        const int Record = 1_000;
        const int Opaque = 10_000;
        Assert.All(GpuLayout.Fields(Record, Opaque), known =>
        {
            string offset = known.Offset switch
            {
                >= Opaque => $"{known.Offset - Record - Opaque}+L1+L2",
                >= Record => $"{known.Offset - Record}+L1",
                _ => $"{known.Offset}",
            };
            string length = known.Length switch { Record => "L1", Opaque => "L2", _ => $"{known.Length}" };
            Assert.Contains(Lines, line => line.StartsWith($"| {offset} | {length} | {known.Name} ", StringComparison.Ordinal));
        });
    }

    private static string Document([CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "docs", "ATTESTATION.md");
}
