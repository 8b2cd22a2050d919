using System.Security.Cryptography;
using System.Text.Json;
using Exchange.Api.Wire;
using Exchange.Engine.Proofs;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Engine.Verification.Attestation;
using NodaTime;

namespace Exchange.Api.Proofs;

/// <summary>What a node presents for its processor or for one of its GPUs, everything in base64.</summary>
/// <param name="Report">The report.</param>
/// <param name="Certificates">DER of the certificates, from the leaf to the root.</param>
public sealed record ReportRequest(byte[]? Report, byte[][]? Certificates);

/// <summary>The answer to an attestation challenge.</summary>
/// <param name="Processor">The evidence of the processor: the report and VCEK, ASK, ARK.</param>
/// <param name="Gpus">The evidence of the units, by number; none where the processor alone is claimed.</param>
public sealed record AttestationRequest(ReportRequest? Processor, ReportRequest?[]? Gpus);

/// <summary>What is claimed of a unit.</summary>
/// <param name="Device">The device registered for it.</param>
/// <param name="Product">What a certificate must call it.</param>
public sealed record ClaimedUnit(string Device, string Product);

/// <summary>Everything that the verdict on an attestation follows from: its transcript.</summary>
/// <param name="Sent">The answer's bytes, as they came.</param>
/// <param name="Key">The node's key, X and Y.</param>
/// <param name="Units">What is claimed of its units.</param>
/// <param name="IssuedUnixMicroseconds">When the challenge was issued.</param>
/// <param name="Terms">What the venue asked at that time.</param>
/// <param name="Platform">The platform that is claimed of the processor; none where none is.</param>
public sealed record AttestationRecord(
    byte[] Sent, byte[] Key, ClaimedUnit[] Units, long IssuedUnixMicroseconds, AttestationTerms Terms, TeePlatforms Platform = TeePlatforms.None)
{
    /// <summary>What is claimed of a node, and what was sent to prove it.</summary>
    public static AttestationRecord Of(ExchangeState state, in Challenge challenge, byte[] sent, long issuedUnixMicroseconds, AttestationTerms terms)
    {
        NodeId id = challenge.Terms.Node;
        Node node = state.Fleet[id];
        bool claimsGpus = state.Specs.Exists(node.Spec) && state.Specs[node.Spec].Tee == TeeLevel.CpuAndGpu;
        string product = state.Specs[node.Sku].Name.ToString();
        ClaimedUnit[] units = !claimsGpus ? [] : [.. Enumerable.Range(0, node.Units.Count).Select(unit => new ClaimedUnit(DeviceOf(state, id, unit), product))];
        return new AttestationRecord(sent, state.Parties.Of(node.Provider).AgentKey.Bytes.ToArray(), units, issuedUnixMicroseconds, terms,
            state.Specs.Exists(node.Spec) ? state.Specs[node.Spec].TeePlatform : TeePlatforms.None);
    }

    /// <summary>The transcript's bytes.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, ApiJson.Default.AttestationRecord);

    /// <summary>Reads a transcript.</summary>
    /// <exception cref="JsonException">The bytes are no transcript.</exception>
    public static AttestationRecord FromBytes(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize(bytes, ApiJson.Default.AttestationRecord) ?? throw new JsonException("The transcript is empty.");

    /// <summary>Reads a transcript; null where the bytes are none.</summary>
    public static AttestationRecord? TryRead(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return FromBytes(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The verdict; a pure function of the record and the challenge.</summary>
    /// <param name="nonce">The challenge's seed.</param>
    /// <param name="receivedUnixMilliseconds">When the answer came.</param>
    public Judgement Judge(Hash256 nonce, long receivedUnixMilliseconds)
    {
        if (Read(Sent) is not { Processor: { } processor } request) return new Judgement(Verdict.Malformed, default, EvidenceGrade.SelfEvident);
        if ((Platform & ~TeePlatforms.Snp) != 0) return new Judgement(Verdict.NotAllowed, default, EvidenceGrade.SelfEvident); // It is an SNP report, whatever it says.
        ReportRequest[] gpus = [.. (request.Gpus ?? []).OfType<ReportRequest>()];
        if (gpus.Length < (request.Gpus?.Length ?? 0)) return new Judgement(Verdict.Malformed, default, EvidenceGrade.SelfEvident);
        var evidence = new NodeEvidence(new SnpEvidence(processor.Report, Ders(processor)), [.. gpus.Select(gpu => new GpuEvidence(gpu.Report, Ders(gpu)))]);
        var claim = new NodeClaim(Bytes64.From(Key), [.. Units.Select(unit => new GpuClaim(unit.Device, new HashSet<string>(StringComparer.Ordinal) { unit.Product }))]);
        var challenge = new AttestationChallenge(nonce, Instant.FromUnixTimeTicks(IssuedUnixMicroseconds * 10));
        Instant at = Instant.Max(Instant.FromUnixTimeMilliseconds(receivedUnixMilliseconds), challenge.IssuedAt);
        NodeVerdict found = NodeVerifier.Verify(evidence, claim, challenge, Terms.Policy(), at);
        return new Judgement(found.Verdict, default, found.Grade ?? EvidenceGrade.SelfEvident);
    }

    /// <summary>The hash by which the answer is committed to.</summary>
    public Hash256 Answer() => Hash256.From(SHA256.HashData(Sent));

    private static AttestationRequest? Read(byte[] sent)
    {
        try
        {
            return JsonSerializer.Deserialize(sent, ApiJson.Default.AttestationRequest);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ReadOnlyMemory<byte>[] Ders(ReportRequest report) => [.. (report.Certificates ?? []).Select(der => (ReadOnlyMemory<byte>)der)];

    private static string DeviceOf(ExchangeState state, NodeId node, int unit) =>
        state.Units.Find(node, unit) is >= 0 and var place ? state.Units[place].Device.ToString() : "";
}
