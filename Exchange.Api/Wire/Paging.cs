using System.Globalization;
using Exchange.Projections.Queries;

namespace Exchange.Api.Wire;

/// <summary>Pages of lists: <c>before</c>, <c>after</c> and <c>limit</c> in the query, <c>CB-BEFORE</c> and <c>CB-AFTER</c> in the answer.</summary>
public static class Paging
{
    /// <summary>Reads a page; a problem where a cursor or the limit is no number in range.</summary>
    public static Problem? TryRead(HttpContext context, out Page page)
    {
        IQueryCollection query = context.Request.Query;
        page = Page.First;
        if (!TryCursor(query["before"], out long? before) || !TryCursor(query["after"], out long? after))
            return Problem.BadField("cursor", "before and after must be cursors from CB-BEFORE and CB-AFTER");
        int limit = Page.DefaultRows;
        string? text = query["limit"];
        if (!string.IsNullOrEmpty(text) && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit))
            return Problem.BadField("limit", "limit must be a number");
        if (limit is < 1 or > Page.MaxRows) return Problem.BadField("limit", $"limit must be from 1 to {Page.MaxRows}");
        page = new Page(before, after, limit);
        return null;
    }

    /// <summary>States where the page begins and ends, by the cursors of its first and last rows.</summary>
    public static void Write<T>(HttpContext context, IReadOnlyList<T> rows, Func<T, long> cursor)
    {
        if (rows.Count == 0) return;
        context.Response.Headers["CB-BEFORE"] = cursor(rows[0]).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["CB-AFTER"] = cursor(rows[^1]).ToString(CultureInfo.InvariantCulture);
    }

    private static bool TryCursor(string? text, out long? cursor)
    {
        cursor = null;
        if (string.IsNullOrEmpty(text)) return true;
        bool read = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number);
        cursor = number;
        return read;
    }
}
