using System.Globalization;
using System.Text;

namespace Exchange.Engine.Skus;

/// <summary>
/// A product's name as somebody wrote it, taken apart in the one place where that is done: case, punctuation, makers' names,
/// memory, form factor and NVLink.
/// </summary>
/// <remarks>
/// A key splits words where letters meet digits and joins the pieces by hyphens, so that <c>RTX4090</c>, <c>RTX 4090</c> and
/// <c>rtx-4090</c> are one key while <c>A10 0</c> and <c>A100</c> are two. Keys are only ever compared whole.
/// A bare number behind a word that has digits is a memory size: <c>A100 80</c>, but <c>RTX 4090</c>.
/// </remarks>
internal sealed class WrittenName
{
    private static readonly string[] Noise = ["gpu", "tensor", "core", "graphics"];

    private readonly List<(string Text, WordKind Kind)> words = [];

    private WrittenName()
    {
    }

    private enum WordKind : byte
    {
        Name,
        Memory,
        Form,
        NvLink,
    }

    /// <summary>The makers named.</summary>
    internal List<SkuVendor> Vendors { get; } = [];

    /// <summary>The memory sizes named, in GiB.</summary>
    internal List<int> MemoryGib { get; } = [];

    /// <summary>The form factors named, as written.</summary>
    internal List<string> Forms { get; } = [];

    /// <summary>Whether NVLink is named.</summary>
    internal bool SaysNvLink { get; private set; }

    /// <summary>The key of everything but makers and noise.</summary>
    internal string WholeKey => Key(_ => true);

    /// <summary>The key without memory and NVLink.</summary>
    internal string KeyWithForm => Key(kind => kind is WordKind.Name or WordKind.Form);

    /// <summary>The key of the name alone.</summary>
    internal string BareKey => Key(kind => kind is WordKind.Name);

    /// <summary>Takes a name apart.</summary>
    internal static WrittenName Parse(string text)
    {
        var name = new WrittenName();
        string[] tokens = Tokens(text);
        bool numbered = false;
        for (int i = 0; i < tokens.Length; i++)
        {
            string token = tokens[i];
            bool unitFollows = i + 1 < tokens.Length && (tokens[i + 1] is "gb" or "gib" or "gi");
            if (MemorySize(token, mayBeBare: unitFollows || numbered) is { } gib)
            {
                name.AddMemory(gib);
                if (unitFollows && IsDigits(token)) i++;
                continue;
            }

            name.Add(token);
            numbered |= token.Any(char.IsAsciiDigit);
        }

        return name;
    }

    private void AddMemory(int gib)
    {
        MemoryGib.Add(gib);
        words.Add((gib.ToString(CultureInfo.InvariantCulture) + "gb", WordKind.Memory));
    }

    private void Add(string token)
    {
        switch (token)
        {
            case "nvidia" or "geforce" or "tesla":
                Vendors.Add(SkuVendor.Nvidia);
                break;
            case "amd" or "instinct":
                Vendors.Add(SkuVendor.Amd);
                break;
            case "intel" or "habana":
                Vendors.Add(SkuVendor.Intel);
                break;
            case "nvlink":
                SaysNvLink = true;
                words.Add((token, WordKind.NvLink));
                break;
            case "pcie" or "pcie3" or "pcie4" or "pcie5" or "sxm" or "sxm2" or "sxm3" or "sxm4" or "sxm5" or "sxm6" or "oam":
                Forms.Add(token);
                words.Add((token, WordKind.Form));
                break;
            default:
                if (!Noise.Contains(token)) words.Add((token, WordKind.Name));
                break;
        }
    }

    private static string[] Tokens(string text)
    {
        var spaced = new StringBuilder(text.Length);
        foreach (char c in text) spaced.Append(char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ');
        string[] tokens = spaced.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. tokens.SelectMany(WithoutGluedRtx)];
    }

    /// <summary>The one word that people glue to letters: <c>RTXA6000</c> is <c>RTX A6000</c>.</summary>
    private static string[] WithoutGluedRtx(string token) =>
        token.Length > 3 && token.StartsWith("rtx", StringComparison.Ordinal) ? ["rtx", token[3..]] : [token];

    /// <summary>GiB of <c>80gb</c>, <c>80gib</c>, <c>80gi</c>, <c>80g</c>, or of a bare <c>80</c> where that may be one; else null.</summary>
    private static int? MemorySize(string token, bool mayBeBare)
    {
        int digits = 0;
        while (digits < token.Length && char.IsAsciiDigit(token[digits])) digits++;
        string unit = token[digits..];
        bool isMemory = unit is "g" or "gb" or "gib" or "gi" || (unit.Length == 0 && mayBeBare);
        return isMemory && int.TryParse(token.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out int gib) ? gib : null;
    }

    private static bool IsDigits(string token) => token.All(char.IsAsciiDigit);

    private string Key(Func<WordKind, bool> wanted)
    {
        var key = new StringBuilder();
        foreach ((string text, WordKind kind) in words)
        {
            if (!wanted(kind)) continue;
            for (int i = 0; i < text.Length; i++)
            {
                bool pieceStarts = i == 0 || char.IsAsciiDigit(text[i]) != char.IsAsciiDigit(text[i - 1]);
                if (pieceStarts && key.Length > 0) key.Append('-');
                key.Append(text[i]);
            }
        }

        return key.ToString();
    }
}
