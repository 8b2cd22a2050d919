namespace Exchange.Projections.Queries;

/// <summary>Which part of a list, newest first: cursors are those of rows that an earlier answer ended or began with.</summary>
/// <param name="Before">Only rows newer than this cursor: the page that lies before it.</param>
/// <param name="After">Only rows older than this cursor: the page that lies after it.</param>
/// <param name="Limit">At most so many rows, 1..<see cref="MaxRows"/>.</param>
public readonly record struct Page(long? Before = null, long? After = null, int Limit = Page.DefaultRows)
{
    /// <summary>The most rows of one page.</summary>
    public const int MaxRows = 1_000;

    /// <summary>How many rows a page has where nobody says.</summary>
    public const int DefaultRows = 100;

    /// <summary>The first page, of the default length.</summary>
    public static Page First => new(Limit: DefaultRows);
}
