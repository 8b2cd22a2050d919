using System.Security.Cryptography;
using Exchange.Engine.Values;
using Exchange.Engine.Verification.Attestation;
using Exchange.Engine.Verification.Attestation.Simulated;
using NodaTime;

namespace Exchange.Benchmarks.Proofs;

/// <summary>What it costs to verify the attestation of a node, on one thread. Milliseconds.</summary>
/// <remarks>Processor time, not wall clock: what else runs on the machine does not count.</remarks>
public static class AttestationBench
{
    private const int WarmUps = 20;
    private const string Product = "h100-sxm5-80";
    private const string DeviceId = "bench";
    private static readonly Instant Now = Instant.FromUtc(2026, 6, 1, 12, 0);
    private static readonly AttestationChallenge Challenge = new(Hash256.From(SHA256.HashData("attestation bench"u8)), Now);

    /// <summary>Measures and prints; evidence that is not judged as it must be ends it.</summary>
    public static int Run(int runs)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        using SimulatedAuthority authority = SimulatedAuthority.Create(Now);
        double created = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
        BenchReport.Print(new
        {
            bench = "attestation",
            runs,
            authority_ms = Math.Round(created),
            p384_signature_ms = Signature(runs),
            snp = Processor(authority, runs),
            gpu = Gpu(authority, runs),
        });
        return 0;
    }

    private static Dictionary<string, double> Processor(SimulatedAuthority authority, int runs)
    {
        var binding = new NodeBinding(Challenge, default, default);
        byte[] measurement = SHA384.HashData("guest"u8);
        using SimulatedChip chip = authority.IssueChip(new byte[64], new TcbVersion(4, 1, 22, 213), Now);
        SnpEvidence evidence = chip.Attest(new SnpReportDraft { ReportData = binding.ToReportData(), Measurement = measurement });
        var policy = new SnpPolicy
        {
            Roots = new TrustedRoots(authority.ProcessorRoot),
            Measurements = new HashSet<string> { Convert.ToHexStringLower(measurement) },
            RevokedChips = new HashSet<string>(),
        };
        byte[] malformed = evidence.Report.ToArray();
        malformed[0x4C] = 1;
        return new()
        {
            ["verify_ms"] = Milliseconds(runs, () => Expect(SnpVerifier.Verify(evidence, binding, policy, Now).IsAccepted)),
            ["refuse_form_ms"] = Milliseconds(
                runs, () => Expect(SnpVerifier.Verify(evidence with { Report = malformed }, binding, policy, Now).Failed == SnpCheck.Gaps)),
        };
    }

    private static Dictionary<string, double> Gpu(SimulatedAuthority authority, int runs)
    {
        using SimulatedGpu gpu = authority.IssueGpu(Product, DeviceId, Now);
        GpuEvidence evidence = gpu.Attest(new GpuReportDraft { Nonce = Challenge.Nonce });
        var claim = new GpuClaim(DeviceId, new HashSet<string> { Product });
        var policy = new GpuPolicy
        {
            DeviceRoots = new TrustedRoots(authority.DeviceRoot),
            ManifestRoots = new TrustedRoots(authority.ManifestRoot),
            Manifests = [authority.Sign(SimulatedFirmware.Driver(Product)), authority.Sign(SimulatedFirmware.Vbios(Product))],
            RevokedDevices = new HashSet<string>(),
        };
        GpuPolicy withoutValues = policy with { Manifests = [] };
        return new()
        {
            ["report_bytes"] = evidence.Report.Length,
            ["verify_ms"] = Milliseconds(runs, () => Expect(GpuVerifier.Verify(evidence, claim, Challenge, policy, Now).IsAccepted)),
            ["verify_without_golden_values_ms"] = Milliseconds(
                runs, () => Expect(GpuVerifier.Verify(evidence, claim, Challenge, withoutValues, Now).Failed == GpuCheck.DriverKnown)),
        };
    }

    private static double Signature(int runs)
    {
        byte[] signed = new byte[SnpLayout.SignedBytes];
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        byte[] signature = key.SignData(signed, HashAlgorithmName.SHA384);
        return Milliseconds(runs, () => Expect(key.VerifyData(signed, signature, HashAlgorithmName.SHA384)));
    }

    private static double Milliseconds(int runs, Action once)
    {
        for (int i = 0; i < WarmUps; i++) once();
        var taken = new List<double>();
        for (int i = 0; i < runs; i++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            once();
            taken.Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
        }

        return Math.Round(BenchReport.Median(taken), 3);
    }

    private static void Expect(bool holds)
    {
        if (!holds) throw new InvalidOperationException("Evidence was not judged as it must be.");
    }
}
