using Exchange.Engine.Verification.Attestation;
using Xunit;
using static Exchange.Tests.Verification.Attestation.SnpStage;

namespace Exchange.Tests.Verification.Attestation;

public sealed class SnpReportIsIntact
{
    public static TheoryData<string> FieldNames => [.. SnpLayout.Fields.Select(known => known.Name)];

    [Theory]
    [MemberData(nameof(FieldNames))]
    public void A_flipped_bit_in_any_field_is_refused(string name)
    {
        ReportField field = SnpLayout.Fields.Single(candidate => candidate.Name == name);
        foreach (int bit in (int[])[0, (field.Length * 8) - 1, field.Length * 4])
        {
            Assert.False(Verify(ChangedAfterSigning(report => Flip(report, (field.Offset * 8) + bit))).IsAccepted);
        }
    }

    [Fact]
    public void A_flipped_bit_in_any_byte_is_refused()
    {
        var random = new Random(384);
        SnpEvidence honest = Chip.Attest(Honest);
        for (int position = 0; position < SnpLayout.ReportBytes; position++)
        {
            byte[] report = honest.Report.ToArray();
            Flip(report, (position * 8) + random.Next(8));
            Assert.False(Verify(honest with { Report = report }).IsAccepted, $"byte {position:X3}");
        }

        Assert.True(Verify(honest).IsAccepted);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_gap_that_is_not_zero_is_refused_however_it_is_signed(uint version)
    {
        SnpEvidence honest = Chip.Attest(Honest with { Version = version });
        for (int position = 0; position < SnpLayout.ReportBytes; position++)
        {
            if (SnpLayout.Fields.Any(field => SnpLayout.Has(version, field) && position >= field.Offset && position < field.End)) continue;
            byte[] report = honest.Report.ToArray();
            report[position] = 1;
            Assert.Equal(SnpCheck.Gaps, Verify(honest with { Report = report }).Failed);
        }
    }

    [Fact]
    public void The_processor_and_the_mitigations_are_gaps_before_the_versions_that_brought_them()
    {
        Assert.Equal(SnpCheck.Gaps, Verify(SignedAfter(report => (report[0], report[0x188]) = (2, 0x19))).Failed);
        Assert.True(Verify(SignedAfter(report => (report[0], report[0x188]) = (3, 0x19))).IsAccepted);
        Assert.Equal(SnpCheck.Gaps, Verify(SignedAfter(report => (report[0], report[0x200]) = (3, 1))).Failed);
        Assert.True(Verify(SignedAfter(report => (report[0], report[0x200]) = (4, 1))).IsAccepted);
    }

    [Theory]
    [InlineData(48)]
    [InlineData(SnpLayout.ScalarBytes)]
    public void A_signature_with_its_bytes_in_the_other_order_is_refused(int length)
    {
        Assert.Equal(SnpCheck.Signature, Verify(ChangedAfterSigning(report =>
        {
            report.AsSpan(SnpLayout.SignatureR.Offset, length).Reverse();
            report.AsSpan(SnpLayout.SignatureS.Offset, length).Reverse();
        })).Failed);
    }

    [Fact]
    public void A_signature_of_zeros_is_refused() =>
        Assert.Equal(SnpCheck.Signature, Verify(ChangedAfterSigning(report => report.AsSpan(SnpLayout.SignedBytes).Clear())).Failed);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(SnpLayout.ReportBytes - 1)]
    [InlineData(SnpLayout.ReportBytes + 1)]
    [InlineData(SnpLayout.ReportBytes * 2)]
    public void Another_length_is_refused(int length)
    {
        SnpEvidence honest = Chip.Attest(Honest);
        byte[] report = new byte[length];
        honest.Report.Span[..Math.Min(length, SnpLayout.ReportBytes)].CopyTo(report);
        Assert.Equal(SnpCheck.Size, Verify(honest with { Report = report }).Failed);
    }

    [Fact]
    public void The_fields_lie_in_order_and_end_with_the_signature()
    {
        int covered = 0;
        foreach (ReportField field in SnpLayout.Fields)
        {
            Assert.True(field.Offset >= covered, field.Name);
            covered = field.End;
        }

        Assert.Equal(SnpLayout.SignedBytes + (2 * SnpLayout.ScalarBytes), covered);
    }

    private static void Flip(byte[] report, int bit) => report[bit / 8] ^= (byte)(1 << (bit % 8));
}
