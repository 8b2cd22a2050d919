namespace Exchange.Api.Docs;

/// <summary><c>/docs</c>: the API for people, drawn by a small page from <c>/openapi.json</c>. Nothing is loaded from elsewhere.</summary>
public static class DocsPage
{
    private const string Resource = "Exchange.Api.Docs.docs.html";
    private static readonly string Page = Read();

    /// <summary>Adds the page and the description that it draws.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/openapi.json");
        routes.MapGet("/docs", () => TypedResults.Text(Page, "text/html; charset=utf-8")).ExcludeFromDescription();
    }

    private static string Read()
    {
        using Stream stream = typeof(DocsPage).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"{Resource} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
