namespace Exchange.Api.Access;

/// <summary>What an API key may do; a set.</summary>
[Flags]
public enum Scopes : byte
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Read the account's own orders, fills and money.</summary>
    Read = 1,
    /// <summary>Place, change and cancel orders.</summary>
    Trade = 2,
    /// <summary>Register nodes and offer them.</summary>
    Provide = 4,
    /// <summary>Report what a monitor sees.</summary>
    Monitor = 8,
    /// <summary>Run the venue.</summary>
    Admin = 16,
}

/// <summary>Writes and reads sets of scopes.</summary>
public static class ScopeText
{
    /// <summary>The scopes as a list of lower-case names.</summary>
    public static string[] Names(Scopes scopes) =>
        [.. Enum.GetValues<Scopes>().Where(scope => scope != Scopes.None && scopes.HasFlag(scope)).Select(Name)];

    /// <summary>Reads names; null where one is unknown.</summary>
    public static Scopes? Parse(IEnumerable<string> names)
    {
        Scopes scopes = Scopes.None;
        foreach (string name in names)
        {
            Scopes? found = name switch
            {
                "read" => Scopes.Read,
                "trade" => Scopes.Trade,
                "provide" => Scopes.Provide,
                "monitor" => Scopes.Monitor,
                "admin" => Scopes.Admin,
                _ => null,
            };
            if (found is null) return null;
            scopes |= found.Value;
        }

        return scopes;
    }

    private static string Name(Scopes scope) => scope switch
    {
        Scopes.Read => "read",
        Scopes.Trade => "trade",
        Scopes.Provide => "provide",
        Scopes.Monitor => "monitor",
        Scopes.Admin => "admin",
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "Not a single scope."),
    };
}
