using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Exchange.Api.Proofs;
using Exchange.Api.Providers;
using Exchange.Engine.Values;
using Exchange.Engine.Verification.Attestation;
using Exchange.Engine.Verification.Attestation.Simulated;
using NodaTime;

namespace Exchange.Api.Agents;

/// <summary>Attests for a provider's confidential nodes with chips and GPUs that a simulated authority certifies; real ones come with confidential hardware.</summary>
/// <param name="api">The way to the exchange.</param>
/// <param name="authority">Certifies what stands in for the hardware.</param>
public sealed class SimulatedAttester(ApiClient api, SimulatedAuthority authority) : IDisposable
{
    private const string GpusToo = "cpu+gpu";
    private readonly ConcurrentDictionary<string, SimulatedChip> chips = [];
    private readonly ConcurrentDictionary<string, SimulatedGpu> gpus = [];

    /// <summary>The authority in a file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SimulatedAttester FromFile(ApiClient api, string path) => new(api, SimulatedAuthority.FromPem(File.ReadAllText(path)));

    /// <summary>The evidence that a challenge asks for.</summary>
    /// <param name="challenge">The challenge.</param>
    /// <param name="now">The market's time: certificates begin to hold then.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<AttestationRequest> AttestAsync(ChallengeAnswer challenge, Instant now, CancellationToken cancellation)
    {
        NodeAnswer node = await api.GetAsync<NodeAnswer>($"/nodes/{challenge.Node}", cancellation);
        AgentKeyAnswer key = await api.GetAsync<AgentKeyAnswer>("/agent-key", cancellation);
        UnitAnswer[] units = node.Tee == GpusToo ? await api.GetAsync<UnitAnswer[]>($"/nodes/{challenge.Node}/units", cancellation) : [];
        Hash256 nonce = Hash256.From(Convert.FromHexString(challenge.Seed));
        GpuEvidence[] attested = [.. units.Select(unit => GpuOf(node.Sku, unit.Device, now).Attest(new GpuReportDraft { Nonce = nonce }))];
        Bytes64 nodeKey = Bytes64.From(Convert.FromBase64String(key.Key ?? throw new FormatException("An agent key must be registered before a node can attest.")));
        var binding = new NodeBinding(new AttestationChallenge(nonce, now), nodeKey, GpuEvidence.HashOf(attested));
        SnpEvidence processor = ChipOf(challenge.Node, now).Attest(new SnpReportDraft { ReportData = binding.ToReportData(), Measurement = SimulatedTerms.Measurement });
        return new AttestationRequest(Sent(processor.Report, processor.Certificates), [.. attested.Select(gpu => Sent(gpu.Report, gpu.Certificates))]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SimulatedChip chip in chips.Values) chip.Dispose();
        foreach (SimulatedGpu gpu in gpus.Values) gpu.Dispose();
        authority.Dispose();
    }

    private SimulatedChip ChipOf(string node, Instant now) =>
        chips.GetOrAdd(node, _ => authority.IssueChip(SHA512.HashData(Encoding.UTF8.GetBytes(node)), SimulatedTerms.Tcb, now));

    private SimulatedGpu GpuOf(string product, string device, Instant now) => gpus.GetOrAdd(device, _ => authority.IssueGpu(product, device, now));

    private static ReportRequest Sent(ReadOnlyMemory<byte> report, IReadOnlyList<ReadOnlyMemory<byte>> certificates) =>
        new(report.ToArray(), [.. certificates.Select(der => der.ToArray())]);
}
