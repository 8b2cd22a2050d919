using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>A device that was ever seen: what it did stays with it, whoever offers it next.</summary>
public struct Device
{
    /// <summary>Its own id.</summary>
    public Text64 Name;
    /// <summary>The node that it is in; the default where it is in none.</summary>
    public NodeId Node;
    /// <summary>Which unit it is there.</summary>
    public int Unit;
    /// <summary>Whether it may never be offered again.</summary>
    public bool IsBanned;
    /// <summary>How often it was found to be less than claimed, and paid for.</summary>
    public int BelowClaim;
}

/// <summary>All devices that were ever registered or banned. None is ever forgotten.</summary>
public sealed class DeviceTable
{
    /// <summary>The most devices.</summary>
    public const int MaxDevices = 8_000_000;

    private readonly Dictionary<Text64, int> places = [];
    private Device[] devices = new Device[16];

    /// <summary>How many devices were ever seen.</summary>
    public int Count { get; private set; }

    /// <summary>The place of a device, or -1.</summary>
    public int Find(Text64 name) => places.TryGetValue(name, out int place) ? place : -1;

    /// <summary>A device, where it lies.</summary>
    public ref Device this[int place] => ref devices[place];

    /// <summary>Whether the device is banned.</summary>
    public bool IsBanned(Text64 name) => Find(name) is >= 0 and var place && devices[place].IsBanned;

    internal ReadOnlySpan<Device> All => devices.AsSpan(0, Count);

    /// <summary>The place of a device, made where it is new.</summary>
    internal int Meet(Text64 name)
    {
        int place = Find(name);
        if (place >= 0) return place;
        place = Count++;
        if (place == devices.Length) Array.Resize(ref devices, Count * 2);
        devices[place] = new Device { Name = name };
        places.Add(name, place);
        return place;
    }

    internal void Restore(Device[] saved)
    {
        (devices, Count) = (saved.Length == 0 ? new Device[16] : saved, saved.Length);
        places.Clear();
        for (int place = 0; place < Count; place++) places.Add(devices[place].Name, place);
    }

    internal void AddTo(ref Digest digest)
    {
        foreach (ref readonly Device device in All)
        {
            digest.Add(device.Name.Bytes);
            digest.Add((long)device.Node.Value);
            digest.Add((long)device.Unit);
            digest.Add((device.IsBanned ? 1L : 0L) + ((long)device.BelowClaim << 1));
        }
    }
}
