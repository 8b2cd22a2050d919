namespace Exchange.Engine.Verification.Attestation;

/// <summary>The checks of a GPU's report in the order in which they are made; a refusal names the first that failed.</summary>
public enum GpuCheck : byte
{
    /// <summary>The report is as long as its own lengths say, and within the limit.</summary>
    Size = 1,

    /// <summary>The request is SPDM 1.1 GET_MEASUREMENTS for all measurements, signed, from one of the slots 0..7.</summary>
    Request,

    /// <summary>The response is SPDM 1.1 MEASUREMENTS from the same slot.</summary>
    Response,

    /// <summary>The measurement record holds the announced number of blocks, whole and in rising order.</summary>
    Measurements,

    /// <summary>The opaque part holds whole fields.</summary>
    Opaque,

    /// <summary>Two to six certificates within the size limit can be read as DER.</summary>
    Certificates,

    /// <summary>The last certificate is a pinned root.</summary>
    Root,

    /// <summary>Every certificate is valid at the time of verification.</summary>
    Validity,

    /// <summary>Every certificate is signed by the next, which may sign certificates.</summary>
    Chain,

    /// <summary>Every certificate holds a P-384 key and is signed by ECDSA with SHA-384.</summary>
    ChainAlgorithms,

    /// <summary>The first certificate's key signed request and response.</summary>
    Signature,

    /// <summary>The request carries this challenge's nonce.</summary>
    Nonce,

    /// <summary>The report's firmware id is the one in the first certificate.</summary>
    FirmwareId,

    /// <summary>The first certificate names the device that is registered for the unit.</summary>
    Device,

    /// <summary>The first certificate names a product that the unit's SKU may be.</summary>
    Product,

    /// <summary>Golden values are known for the product and the reported driver.</summary>
    DriverKnown,

    /// <summary>The driver's golden values are signed under a pinned root.</summary>
    DriverManifestSigned,

    /// <summary>Golden values are known for the product and the reported VBIOS.</summary>
    VbiosKnown,

    /// <summary>The VBIOS's golden values are signed under a pinned root.</summary>
    VbiosManifestSigned,

    /// <summary>No measurement has golden values from both.</summary>
    ManifestsDisjoint,

    /// <summary>Every measurement with golden values of the driver has one of them.</summary>
    DriverMeasurements,

    /// <summary>Every measurement with golden values of the VBIOS has one of them.</summary>
    VbiosMeasurements,

    /// <summary>The device is not revoked.</summary>
    Revocation,

    /// <summary>The challenge was issued before the verification and not longer ago than the policy allows.</summary>
    Freshness,
}
