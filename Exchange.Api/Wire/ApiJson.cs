using System.Text.Json.Serialization;
using Exchange.Api.Accounts;
using Exchange.Api.Orders;
using Exchange.Api.Products;

namespace Exchange.Api.Wire;

/// <summary>Everything that is written or read as JSON, with code made at build time: snake case, no nulls where a field says so.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, PropertyNameCaseInsensitive = false, AllowTrailingCommas = false)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(OrderRequest))]
[JsonSerializable(typeof(OrderRequest[]))]
[JsonSerializable(typeof(OrderAnswer))]
[JsonSerializable(typeof(OrderAnswer[]))]
[JsonSerializable(typeof(BatchItem[]))]
[JsonSerializable(typeof(TimeAnswer))]
[JsonSerializable(typeof(CurrencyAnswer[]))]
[JsonSerializable(typeof(ProductAnswer))]
[JsonSerializable(typeof(ProductAnswer[]))]
[JsonSerializable(typeof(BookAnswer))]
[JsonSerializable(typeof(TickerAnswer))]
[JsonSerializable(typeof(StatsAnswer))]
[JsonSerializable(typeof(TradeAnswer[]))]
[JsonSerializable(typeof(decimal[][]))]
[JsonSerializable(typeof(Dictionary<string, decimal[][]>))]
[JsonSerializable(typeof(AccountAnswer))]
[JsonSerializable(typeof(AccountAnswer[]))]
[JsonSerializable(typeof(LedgerAnswer[]))]
[JsonSerializable(typeof(TransferAnswer))]
[JsonSerializable(typeof(TransferAnswer[]))]
[JsonSerializable(typeof(FeesAnswer))]
[JsonSerializable(typeof(FillAnswer[]))]
[JsonSerializable(typeof(Feed.FeedRequest))]
public sealed partial class ApiJson : JsonSerializerContext;
