using Exchange.Engine.Values;

namespace Exchange.Projections.Proofs;

/// <summary>Hashes as the tables hold them: hexadecimal digits, or an empty text for none.</summary>
internal static class HashText
{
    internal static string HexOrEmpty(Hash256 hash) => hash.IsNone ? "" : hash.ToString();

    internal static Hash256 HashOrNone(string hex) => hex.Length == 0 ? default : Hash256.From(Convert.FromHexString(hex));
}
