using System.Text.Json;

namespace Exchange.Tests.Conformance;

/// <summary>One message of the public cases: type (0 new, 1 cancel, 2 modify), side (0 buy, 1 sell), quantity, id, price.</summary>
public sealed record ConformanceMessage(int Type, int Side, bool IsImmediate, int Quantity, long Id, long Price);

/// <summary>A case of the public matching-engine benchmark: messages, and the lines that three independent engines answer.</summary>
/// <remarks>The one case without lines is a queue of many makers and a taker that takes them all.</remarks>
public sealed record ConformanceCase(string Name, IReadOnlyList<ConformanceMessage> Messages, IReadOnlyList<string>? Expected)
{
    private const int DeepSweepMakers = 5_000;

    /// <summary>The cases by name; none where the shared folder is not beside the project.</summary>
    public static IReadOnlyDictionary<string, ConformanceCase> All { get; } = Load();

    private static Dictionary<string, ConformanceCase> Load()
    {
        if (SharedFile("bench/conformance.json") is not { } path) return [];
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.EnumerateObject().ToDictionary(property => property.Name, property => Read(property.Name, property.Value));
    }

    private static ConformanceCase Read(string name, JsonElement content)
    {
        JsonElement expected = content.GetProperty("expected");
        if (expected.ValueKind == JsonValueKind.Null) return new(name, DeepSweep(), null);
        var messages = content.GetProperty("messages").EnumerateArray().Select(Message).ToList();
        return new(name, messages, [.. expected.EnumerateArray().Select(line => line.GetString()!)]);
    }

    /// <summary>The file only names this one: a queue of 5,000 orders, and one that takes them all.</summary>
    private static List<ConformanceMessage> DeepSweep()
    {
        var messages = Enumerable.Range(1, DeepSweepMakers).Select(id => new ConformanceMessage(0, 1, false, 1, id, 100)).ToList();
        messages.Add(new ConformanceMessage(0, 0, true, DeepSweepMakers, DeepSweepMakers + 1, 100));
        return messages;
    }

    private static ConformanceMessage Message(JsonElement fields)
    {
        long[] numbers = [.. fields.EnumerateArray().Select(field => field.GetInt64())];
        return new((int)numbers[0], (int)numbers[1], numbers[2] != 0, (int)numbers[3], numbers[4], numbers[5]);
    }

    /// <summary>A file of the folder <c>shared</c> that lies beside the project's root or one of its parents.</summary>
    private static string? SharedFile(string name)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "shared", name);
            if (File.Exists(path)) return path;
        }

        return null;
    }
}
