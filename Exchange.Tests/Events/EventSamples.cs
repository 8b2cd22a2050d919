using System.Reflection;
using System.Runtime.CompilerServices;
using Exchange.Engine.Events;
using Exchange.Engine.Values;

namespace Exchange.Tests.Events;

/// <summary>Makes an event of any kind, its fields chosen one by one.</summary>
/// <param name="random">Chooses; null counts up instead, so that every field differs and the event is always the same.</param>
internal sealed class EventSamples(Random? random = null)
{
    private static readonly string[] Texts =
        ["", "a", "eu/de/fra/dc7", "say \"yes\"", @"back\slash", "<tag> & 'quote' +", "tab\tline\nbell\u0007", "naïve", "名前", "😀🚀", "\u2028", "\u007f", new('x', 64), "ääääääääääääääääääääääääääääääää"];

    private int counted;

    /// <summary>An event of a kind, boxed.</summary>
    internal object Of(EventKind kind) => Value(EventCatalogue.Of(kind).Type);

    /// <summary>A batch that holds just this event.</summary>
    internal static EventBatch BatchOf(object occurred)
    {
        var batch = new EventBatch { FirstPosition = 1 };
        typeof(EventSamples).GetMethod(nameof(Append), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(occurred.GetType()).Invoke(null, [batch, occurred]);
        return batch;
    }

    /// <summary>An event back from its bytes, boxed.</summary>
    internal static object Boxed(EventKind kind, ReadOnlySpan<byte> payload)
    {
        var batch = new EventBatch();
        batch.Append(new RecordedEvent(kind, 0, 0, payload));
        return typeof(EventSamples).GetMethod(nameof(First), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(EventCatalogue.Of(kind).Type).Invoke(null, [batch])!;
    }

    private static T First<T>(EventBatch batch)
        where T : unmanaged, IEvent<T>
    {
        EventBatch.Enumerator walk = batch.GetEnumerator();
        walk.MoveNext();
        return walk.Current.As<T>();
    }

    private static void Append<T>(EventBatch batch, T occurred)
        where T : unmanaged, IEvent<T> => batch.Append(occurred);

    private object Value(Type type)
    {
        if (type == typeof(int)) return (int)Number(int.MinValue, int.MaxValue);
        if (type == typeof(long)) return Number(long.MinValue, long.MaxValue);
        if (type == typeof(bool)) return random is null || random.Next(2) == 0;
        if (type == typeof(Price)) return Price.FromMicros(Number(0, long.MaxValue));
        if (type == typeof(Gpus)) return new Gpus((int)Number(0, int.MaxValue));
        if (type == typeof(Minutes)) return new Minutes((int)Number(0, int.MaxValue));
        if (type == typeof(Text64)) return Text64.From(random is null ? FormattableString.Invariant($"text-{++counted}") : Texts[random.Next(Texts.Length)]);
        if (type == typeof(ClientOrderId)) return Uuid();
        if (IsFixedBytes(type)) return Bytes(type);
        if (type.IsEnum) return Member(type);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Few<>)) return List(type);
        return Record(type);
    }

    private static bool IsFixedBytes(Type type) =>
        Array.Exists(type.GetInterfaces(), implemented => implemented.IsGenericType && implemented.GetGenericTypeDefinition() == typeof(IFixedBytes<>));

    private object Bytes(Type type) => typeof(EventSamples).GetMethod(nameof(BytesOf), BindingFlags.Static | BindingFlags.NonPublic)!
        .MakeGenericMethod(type).Invoke(null, [random is null ? new Random(++counted) : random])!;

    private static T BytesOf<T>(Random random)
        where T : unmanaged, IFixedBytes<T>
    {
        var bytes = new byte[Unsafe.SizeOf<T>()];
        if (random.Next(6) > 0) random.NextBytes(bytes);
        return IFixedBytes<T>.From(bytes);
    }

    private object Record(Type type)
    {
        object boxed = RuntimeHelpers.GetUninitializedObject(type);
        foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic)) field.SetValue(boxed, Value(field.FieldType));
        return boxed;
    }

    private object List(Type type)
    {
        Type item = type.GetGenericArguments()[0];
        Array items = Array.CreateInstance(item, random?.Next(Few<int>.Max + 1) ?? 2);
        for (int i = 0; i < items.Length; i++) items.SetValue(Value(item), i);
        return typeof(EventSamples).GetMethod(nameof(FewOf), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(item).Invoke(null, [items])!;
    }

    private static Few<T> FewOf<T>(T[] items)
        where T : unmanaged, IEquatable<T> => Few<T>.Of(items);

    private object Member(Type type)
    {
        Array members = Enum.GetValues(type);
        if (random is null) return members.GetValue(Math.Min(1, members.Length - 1))!;
        if (type.IsDefined(typeof(FlagsAttribute))) return Enum.ToObject(type, (byte)random.Next(256));
        return members.GetValue(random.Next(members.Length))!;
    }

    private ClientOrderId Uuid()
    {
        if (random is null) return new ClientOrderId((UInt128)(++counted));
        return random.Next(4) switch
        {
            0 => default,
            1 => new ClientOrderId(UInt128.MaxValue),
            _ => new ClientOrderId(new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64())),
        };
    }

    /// <summary>Often a number at an edge.</summary>
    private long Number(long least, long most)
    {
        if (random is null) return ++counted;
        return random.Next(6) switch
        {
            0 => least,
            1 => most,
            2 => 0,
            3 => 1,
            4 => Math.Max(least, -1),
            _ => random.NextInt64(least, most),
        };
    }
}
