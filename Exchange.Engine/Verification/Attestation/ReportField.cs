namespace Exchange.Engine.Verification.Attestation;

/// <summary>A named stretch of a report.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Offset">Bytes from the report's start.</param>
/// <param name="Length">Length in bytes.</param>
public readonly record struct ReportField(string Name, int Offset, int Length)
{
    /// <summary>The first byte behind the field.</summary>
    public int End => Offset + Length;

    /// <summary>The field's bytes within a report.</summary>
    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> report) => report.Slice(Offset, Length);
}
