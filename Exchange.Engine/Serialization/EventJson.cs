using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Exchange.Engine.Values;

namespace Exchange.Engine.Serialization;

/// <summary>Makes plain System.Text.Json, and whatever stands on it, read and write events as they are stored.</summary>
public static class EventJson
{
    /// <summary>Options of our own, read-only and shared.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    /// <summary>Adds what events need to the options of another serializer.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = null;
        options.IgnoreReadOnlyProperties = true;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.Converters.Add(new ValueConverters());
    }

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions();
        Configure(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}

/// <summary>Finds the converter of a value: bare numbers for ids, prices, minutes and counts; names for enumerations; lists, texts, UUIDs.</summary>
internal sealed class ValueConverters : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => ConverterOf(typeToConvert) is not null || IsNamed(typeToConvert);

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) => IsNamed(typeToConvert)
        ? new JsonStringEnumConverter(allowIntegerValues: false).CreateConverter(typeToConvert, options)
        : (JsonConverter)Activator.CreateInstance(ConverterOf(typeToConvert)!)!;

    private static bool IsNamed(Type type) => type.IsEnum && !type.IsDefined(typeof(FlagsAttribute));

    private static Type? ConverterOf(Type type)
    {
        if (type == typeof(Text64)) return typeof(TextConverter);
        if (type == typeof(ClientOrderId)) return typeof(UuidConverter);
        if (ShapeReflection.IsFixedBytes(type)) return typeof(BytesConverter<>).MakeGenericType(type);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Few<>))
            return typeof(ListConverter<>).MakeGenericType(type.GetGenericArguments());
        return type.Namespace == typeof(Price).Namespace && ShapeReflection.NamedNumber(type) is { } number
            ? typeof(NumberConverter<,>).MakeGenericType(type, number.FieldType)
            : null;
    }

    private sealed class NumberConverter<T, TNumber> : JsonConverter<T>
        where T : unmanaged
        where TNumber : unmanaged
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            TNumber number = JsonSerializer.Deserialize<TNumber>(ref reader, options);
            return Unsafe.BitCast<TNumber, T>(number);
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, Unsafe.BitCast<T, TNumber>(value), options);
    }

    private sealed class TextConverter : JsonConverter<Text64>
    {
        public override Text64 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Text64.From(reader.GetString());

        public override void Write(Utf8JsonWriter writer, Text64 value, JsonSerializerOptions options) => writer.WriteStringValue(value.Bytes);
    }

    private sealed class UuidConverter : JsonConverter<ClientOrderId>
    {
        public override bool HandleNull => true;

        public override ClientOrderId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? default : ClientOrderId.FromGuid(reader.GetGuid());

        public override void Write(Utf8JsonWriter writer, ClientOrderId value, JsonSerializerOptions options)
        {
            if (value.IsNone) writer.WriteNullValue();
            else writer.WriteStringValue(value.ToGuid());
        }
    }

    private sealed class BytesConverter<T> : JsonConverter<T>
        where T : unmanaged, IFixedBytes<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            IFixedBytes<T>.From(Convert.FromHexString(reader.GetString() ?? ""));

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }

    private sealed class ListConverter<T> : JsonConverter<Few<T>>
        where T : unmanaged, IEquatable<T>
    {
        public override Few<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Few<T>.Of(JsonSerializer.Deserialize<T[]>(ref reader, options));

        public override void Write(Utf8JsonWriter writer, Few<T> value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (T item in value.Items) JsonSerializer.Serialize(writer, item, options);
            writer.WriteEndArray();
        }
    }
}
