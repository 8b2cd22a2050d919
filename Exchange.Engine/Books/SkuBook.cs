using Exchange.Engine.Values;

namespace Exchange.Engine.Books;

/// <summary>The books of one SKU: rows of ask ladders with a column per spec, rows of bid ladders with a column per requirement.</summary>
public sealed class SkuBook
{
    private readonly BookRow[] askRows = NewRows(Availability.AskRows);
    private readonly BookRow[] bidRows = NewRows(Availability.BidRows);
    private readonly List<SpecId> askColumns = [];
    private readonly List<RequirementId> bidColumns = [];
    private readonly List<long[]> blockedAsks = [];
    private readonly List<long[]> blockedBids = [];
    private readonly Dictionary<SpecId, int> columnOfSpec = [];
    private readonly Dictionary<RequirementId, int> columnOfRequirement = [];

    /// <summary>Empty books.</summary>
    public SkuBook(SkuId sku) => Sku = sku;

    /// <summary>Of which SKU.</summary>
    public SkuId Sku { get; }

    /// <summary>The price of the last fill, in micro-dollars; 0 before the first.</summary>
    public long LastFillMicros { get; internal set; }

    /// <summary>The specs, by column.</summary>
    public IReadOnlyList<SpecId> AskColumns => askColumns;

    /// <summary>The requirements, by column.</summary>
    public IReadOnlyList<RequirementId> BidColumns => bidColumns;

    /// <summary>A row of asks; see <see cref="Availability"/>.</summary>
    public BookRow AskRow(int row) => askRows[row];

    /// <summary>A row of bids; see <see cref="Availability"/>.</summary>
    public BookRow BidRow(int row) => bidRows[row];

    /// <summary>For a requirement, by its column: which columns of asks are out of the question.</summary>
    public long[] BlockedAsks(int bidColumn) => blockedAsks[bidColumn];

    /// <summary>For a spec, by its column: which columns of bids are out of the question.</summary>
    public long[] BlockedBids(int askColumn) => blockedBids[askColumn];

    /// <summary>Whether the spec of an ask column satisfies the requirement of a bid column.</summary>
    public bool Fits(int askColumn, int bidColumn) => blockedAsks[bidColumn][askColumn] == 0;

    internal int AddAskColumn(SpecId spec)
    {
        int column = askColumns.Count;
        askColumns.Add(spec);
        columnOfSpec.Add(spec, column);
        blockedBids.Add(Blocked(bidColumns.Count));
        return column;
    }

    internal int AddBidColumn(RequirementId requirement)
    {
        int column = bidColumns.Count;
        bidColumns.Add(requirement);
        columnOfRequirement.Add(requirement, column);
        blockedAsks.Add(Blocked(askColumns.Count));
        return column;
    }

    internal void Relate(SpecId spec, RequirementId requirement, bool fits)
    {
        int ask = columnOfSpec[spec];
        int bid = columnOfRequirement[requirement];
        blockedAsks[bid] = With(blockedAsks[bid], ask, fits);
        blockedBids[ask] = With(blockedBids[ask], bid, fits);
    }

    private static long[] With(long[] blocked, int column, bool fits)
    {
        if (column >= blocked.Length)
        {
            int old = blocked.Length;
            Array.Resize(ref blocked, BookRow.Padded(Math.Max(column + 1, old * 2)));
            blocked.AsSpan(old).Fill(BookRow.Empty);
        }

        blocked[column] = fits ? 0 : BookRow.Empty;
        return blocked;
    }

    private static long[] Blocked(int columns)
    {
        var blocked = new long[BookRow.Padded(Math.Max(columns, 1))];
        blocked.AsSpan().Fill(BookRow.Empty);
        return blocked;
    }

    private static BookRow[] NewRows(int count)
    {
        var rows = new BookRow[count];
        for (int i = 0; i < count; i++) rows[i] = new BookRow();
        return rows;
    }
}
