using System.Text.Json;

namespace Exchange.Api.Wire;

/// <summary>The members of an enumeration by their own names, in snake case.</summary>
public static class SnakeCase
{
    /// <summary>A member's word.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>Reads a word; false where no member is called so.</summary>
    public static bool TryRead<T>(string? word, out T value)
        where T : struct, Enum
    {
        foreach (T candidate in Enum.GetValues<T>())
        {
            if (Of(candidate) != word) continue;
            value = candidate;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>All words, for a message that says what would have been understood.</summary>
    public static string All<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(Of));
}
