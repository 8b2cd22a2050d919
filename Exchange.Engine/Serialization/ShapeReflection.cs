using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Exchange.Engine.Values;

namespace Exchange.Engine.Serialization;

/// <summary>Derives the shape of a struct from its declaration. Runs once for each type, when the codec is first used.</summary>
internal static class ShapeReflection
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private static readonly HashSet<Type> NeverNegative = [typeof(Price), typeof(Gpus), typeof(Minutes)];

    /// <summary>The shape of a record: an object with one property for each stored one. Computed properties are left out.</summary>
    internal static Shape OfRecord(Type type)
    {
        var properties = new List<Property>();
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly))
        {
            if (type.GetField($"<{property.Name}>k__BackingField", Fields) is { } field)
                properties.Add(new Property(Encoding.UTF8.GetBytes(property.Name), OffsetOf(field), OfValue(field.FieldType)));
        }

        if (properties.Count != type.GetFields(Fields).Length)
            throw new NotSupportedException($"{type} has a field that is not a property: its shape says nothing of it.");
        return new Shape([.. properties], SizeOf(type));
    }

    /// <summary>The one field that a type merely names (an id, a price, a minute), or null.</summary>
    internal static FieldInfo? NamedNumber(Type type)
    {
        if (!type.IsValueType || type.IsPrimitive || type.IsEnum) return null;
        FieldInfo[] fields = type.GetFields(Fields);
        return fields.Length == 1 && (fields[0].FieldType == typeof(int) || fields[0].FieldType == typeof(long)) ? fields[0] : null;
    }

    /// <summary>Whether a type is a fixed number of bytes.</summary>
    internal static bool IsFixedBytes(Type type) =>
        Array.Exists(type.GetInterfaces(), implemented => implemented.IsGenericType && implemented.GetGenericTypeDefinition() == typeof(IFixedBytes<>));

    private static Shape OfValue(Type type)
    {
        if (type == typeof(int)) return new Shape(ShapeKind.Int32, sizeof(int));
        if (type == typeof(long)) return new Shape(ShapeKind.Int64, sizeof(long));
        if (type == typeof(bool)) return new Shape(ShapeKind.Boolean, sizeof(bool));
        if (type == typeof(ClientOrderId)) return new Shape(ShapeKind.Uuid, SizeOf(type));
        if (type == typeof(Text64)) return new Shape(ShapeKind.Text, Text64.MaxBytes);
        if (IsFixedBytes(type)) return new Shape(ShapeKind.Bytes, SizeOf(type));
        if (type.IsEnum) return OfEnum(type);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Few<>)) return OfList(type);
        if (NamedNumber(type) is { } number) return OfNumber(number, NeverNegative.Contains(type));
        return OfRecord(type);
    }

    private static Shape OfNumber(FieldInfo number, bool neverNegative) => number.FieldType == typeof(int)
        ? new Shape(neverNegative ? ShapeKind.Count32 : ShapeKind.Int32, sizeof(int))
        : new Shape(neverNegative ? ShapeKind.Count64 : ShapeKind.Int64, sizeof(long));

    private static Shape OfEnum(Type type)
    {
        if (Enum.GetUnderlyingType(type) != typeof(byte)) throw new NotSupportedException($"{type} is wider than a byte.");
        if (type.IsDefined(typeof(FlagsAttribute))) return new Shape(ShapeKind.Flags, 1);
        var names = new byte[]?[256];
        foreach (object member in Enum.GetValuesAsUnderlyingType(type))
            names[(byte)member] = Encoding.UTF8.GetBytes($"\"{Enum.GetName(type, member)}\"");
        return new Shape(names);
    }

    private static Shape OfList(Type type)
    {
        FieldInfo count = type.GetField("count", Fields)!;
        FieldInfo items = type.GetField("items", Fields)!;
        if (OffsetOf(count) != 0) throw new NotSupportedException($"{type} does not begin with its count.");
        return new Shape(OfValue(type.GetGenericArguments()[0]), SizeOf(type), OffsetOf(items));
    }

    private static int SizeOf(Type type) =>
        (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;

    /// <summary>Where a field lies: the runtime does not say, so it is set to ones in a struct of zeros, and looked for.</summary>
    private static int OffsetOf(FieldInfo field) =>
        (int)typeof(ShapeReflection).GetMethod(nameof(Probe), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(field.DeclaringType!, field.FieldType).Invoke(null, [field])!;

    private static int Probe<TOwner, TField>(FieldInfo field)
        where TOwner : unmanaged
        where TField : unmanaged
    {
        TField ones = default;
        MemoryMarshal.AsBytes(new Span<TField>(ref ones)).Fill(1);
        object boxed = default(TOwner);
        field.SetValue(boxed, ones);
        var owner = (TOwner)boxed;
        return MemoryMarshal.AsBytes(new Span<TOwner>(ref owner)).IndexOf((byte)1);
    }
}
