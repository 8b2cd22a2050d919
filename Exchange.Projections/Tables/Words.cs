using System.Text.Json;

namespace Exchange.Projections.Tables;

/// <summary>The members of an enumeration as the tables write them: the name in snake case, since numbers are of one process alone.</summary>
public static class Words<TEnum>
    where TEnum : struct, Enum
{
    private static readonly Dictionary<TEnum, string> ByMember =
        Enum.GetValues<TEnum>().ToDictionary(member => member, member => JsonNamingPolicy.SnakeCaseLower.ConvertName(member.ToString()));

    private static readonly Dictionary<string, TEnum> ByWord = ByMember.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>The word of a member.</summary>
    /// <exception cref="KeyNotFoundException">It is not a named member.</exception>
    public static string Of(TEnum member) => ByMember[member];

    /// <summary>The member of a word.</summary>
    /// <exception cref="KeyNotFoundException">No member has this word.</exception>
    public static TEnum Parse(string word) => ByWord[word];
}
