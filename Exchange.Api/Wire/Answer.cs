using System.Text.Json.Serialization.Metadata;

namespace Exchange.Api.Wire;

/// <summary>Answers as JSON, by code made at build time.</summary>
public static class Answer
{
    /// <summary>200 with a value.</summary>
    public static IResult Ok<T>(T value, JsonTypeInfo<T> type) => TypedResults.Json(value, type);

    /// <summary>200 with a value, or the problem where there is one.</summary>
    public static IResult Of<T>(T? value, Problem? problem, JsonTypeInfo<T> type)
        where T : class => problem is null ? TypedResults.Json(value!, type) : problem;
}
