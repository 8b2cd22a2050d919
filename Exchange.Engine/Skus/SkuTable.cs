using System.Globalization;
using System.Reflection;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Engine.Skus;

/// <summary>Reads the two tables that ship inside the assembly: comma-separated, no quotes, <c>#</c> starts a comment line.</summary>
/// <remarks>A row that does not fit is a mistake of ours, so it throws and the program does not start.</remarks>
internal static class SkuTable
{
    private const int DefinitionColumns = 17;
    private const int AliasColumns = 2;

    /// <summary>The rows of <c>skus.csv</c>, in its order.</summary>
    internal static SkuDefinition[] ReadDefinitions() =>
        [.. Rows("skus.csv", DefinitionColumns).Skip(1).Select(Define)];

    /// <summary>The rows of <c>aliases.csv</c>: a written name and the SKU names that it may mean.</summary>
    internal static IEnumerable<(string Written, string[] Skus)> ReadAliases() =>
        Rows("aliases.csv", AliasColumns).Select(row => (row[0], row[1].Split('|')));

    private static SkuDefinition Define(string[] row) => new()
    {
        Name = row[0],
        Model = row[1],
        DisplayName = row[2],
        Vendor = Choice<SkuVendor>(row[3]),
        FormFactor = Choice<FormFactor>(row[4]),
        VramGib = Integer(row[5]),
        AlsoWrittenGib = [.. row[6].Split('|', StringSplitOptions.RemoveEmptyEntries).Select(Integer)],
        MemoryBandwidthGbs = Integer(row[7]),
        Fp16DenseTflopsTenths = IntegerOrNothing(row[8]),
        Bf16DenseTflopsTenths = IntegerOrNothing(row[9]),
        Link = Choice<SkuLink>(row[10]),
        LinkMbs = Integer(row[11]),
        Tee = Choice<TeeCapability>(row[12]),
        ReferencePrice = Price.FromMicros(Integer(row[13])),
        PriceProvenance = row[14],
        Lifecycle = Choice<SkuLifecycle>(row[15]),
        Unverified = row[16].Length == 0 ? UnverifiedFigures.None : Choice<UnverifiedFigures>(row[16].Replace('|', ',')),
    };

    private static IEnumerable<string[]> Rows(string file, int columns)
    {
        string resource = $"{typeof(SkuTable).Namespace}.{file}";
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidDataException($"The assembly does not hold {resource}.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            string[] row = line.Split(',');
            if (row.Length != columns) throw new InvalidDataException($"{file}: not {columns} columns: {line}");
            yield return row;
        }
    }

    private static int Integer(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static int? IntegerOrNothing(string text) => text.Length == 0 ? null : Integer(text);

    /// <summary>An enum member written in kebab case; several joined by commas for flags.</summary>
    private static TEnum Choice<TEnum>(string text)
        where TEnum : struct, Enum => Enum.Parse<TEnum>(text.Replace("-", string.Empty, StringComparison.Ordinal), ignoreCase: true);
}
