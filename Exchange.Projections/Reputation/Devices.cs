using Exchange.Engine.Events;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Reputation;

/// <summary>The failures of devices, by who had them when they failed.</summary>
/// <remarks>
/// A failure is shared evenly among the devices of the node that failed, or is that of the unit alone where one is named. A device brings
/// its failures to whoever registers it: those of others that this account did not take over before. What it did well stays with the
/// account that did it, so that a reputation cannot be bought with the hardware. A lease's failure is that of the devices that were in the
/// node before the first of them left it, for hours become final when the node may be empty; who took such a device over meanwhile has it, too.
/// </remarks>
internal sealed class Devices
{
    /// <summary>Less is no failure, but what is lost in reckoning with decaying numbers.</summary>
    private const double Negligible = 1e-9;

    private readonly Dictionary<string, SortedDictionary<int, DeviceRow>> _histories = new(StringComparer.Ordinal);
    private readonly Dictionary<NodeId, SortedDictionary<int, string>> _nodes = [];
    private readonly Dictionary<NodeId, List<PastDeviceRow>> _past = [];
    private readonly Changes<(string, AccountId), DeviceRow> _changes = new(DeviceRow.Table);
    private readonly Changes<(NodeId, int, long), PastDeviceRow> _pastChanges = new(PastDeviceRow.Table);

    /// <summary>An account has a device from now on.</summary>
    /// <returns>The failures that come with it: those that others had with it, less what the account took over of them before.</returns>
    internal (double Failed, double Defrauded) Register(in UnitRegistered registered, Instant at, long position)
    {
        string device = registered.Device.ToString();
        AccountId provider = registered.Provider;
        if (!_histories.TryGetValue(device, out SortedDictionary<int, DeviceRow>? history)) _histories.Add(device, history = []);
        double failed = 0, defrauded = 0;
        foreach (DeviceRow row in history.Values.ToList())
        {
            if (row.Current) Leave(row, position);
            if (row.Provider == provider) continue;
            failed += row.Failed.At(at, Evidence.HalfLife);
            defrauded += row.Defrauded.At(at, Evidence.FraudHalfLife);
        }

        Displace(registered.Node, registered.Unit, position);
        DeviceRow mine = history.GetValueOrDefault(provider.Value) ?? new DeviceRow(device, provider, registered.Node, registered.Unit, true, default, default, default, default, position);
        failed = Fresh(failed - mine.FailedTaken.At(at, Evidence.HalfLife));
        defrauded = Fresh(defrauded - mine.DefraudedTaken.At(at, Evidence.FraudHalfLife));
        Keep(mine with
        {
            Node = registered.Node,
            Unit = registered.Unit,
            Current = true,
            Since = position,
            FailedTaken = mine.FailedTaken.Add(failed, at, Evidence.HalfLife),
            DefraudedTaken = mine.DefraudedTaken.Add(defrauded, at, Evidence.FraudHalfLife),
        });
        Hold(registered.Node, registered.Unit, device);
        return (failed, defrauded);
    }

    /// <summary>A provider's node, or one unit of it, failed.</summary>
    internal void Blame(AccountId provider, NodeId node, int unit, Evidence evidence, Instant at)
    {
        if (evidence.Bad == 0 || !_nodes.TryGetValue(node, out SortedDictionary<int, string>? units)) return;
        if (units.TryGetValue(unit, out string? device))
        {
            Blame(device, provider, evidence.Kind, evidence.Bad, at);
            return;
        }

        double share = evidence.Bad / units.Count;
        foreach (string each in units.Values) Blame(each, provider, evidence.Kind, share, at);
    }

    /// <summary>A lease failed.</summary>
    /// <returns>By account, in their order: failures that others took over with the devices before they were known.</returns>
    internal SortedDictionary<int, double> Blame(LeaseTerms lease, Evidence evidence, Instant at)
    {
        SortedDictionary<int, double> heirs = [];
        if (evidence.Bad == 0) return heirs;
        SortedDictionary<int, string> devices = DevicesOf(lease);
        double share = evidence.Bad / Math.Max(devices.Count, 1);
        foreach (string device in devices.Values)
        {
            Blame(device, lease.Provider, evidence.Kind, share, at);
            if (_histories[device].Values.FirstOrDefault(row => row.Current && row.Provider != lease.Provider) is not { } heir) continue;
            Keep(heir with { FailedTaken = heir.FailedTaken.Add(share, at, Evidence.HalfLife) });
            heirs[heir.Provider.Value] = heirs.GetValueOrDefault(heir.Provider.Value) + share;
        }

        return heirs;
    }

    internal async Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        Written();
        _histories.Clear();
        _nodes.Clear();
        _past.Clear();
        await foreach (DeviceRow row in Rows.ReadAsync(connection, DeviceRow.Table, "", DeviceRow.Read, cancellation))
        {
            if (!_histories.TryGetValue(row.Device, out SortedDictionary<int, DeviceRow>? history)) _histories.Add(row.Device, history = []);
            history.Add(row.Provider.Value, row);
            if (row.Current) Hold(row.Node, row.Unit, row.Device);
        }

        await foreach (PastDeviceRow row in Rows.ReadAsync(connection, PastDeviceRow.Table, "", PastDeviceRow.Read, cancellation)) PastOf(row.Node).Add(row);
    }

    internal void AddTo(NpgsqlBatch batch)
    {
        _changes.AddTo(batch);
        _pastChanges.AddTo(batch);
    }

    internal void Written()
    {
        _changes.Clear();
        _pastChanges.Clear();
    }

    /// <summary>What was in the lease's node before the first device left it after the lease was opened, by unit; nothing leaves while the lease runs.</summary>
    private SortedDictionary<int, string> DevicesOf(LeaseTerms lease)
    {
        SortedDictionary<int, string> devices = [];
        List<PastDeviceRow> past = _past.GetValueOrDefault(lease.Node) ?? [];
        long until = past.Where(row => row.Until > lease.Opened).Select(row => row.Until).DefaultIfEmpty(long.MaxValue).Min();
        foreach (PastDeviceRow row in past.Where(row => row.Since < until && row.Until >= until)) devices.Add(row.Unit, row.Device);
        if (!_nodes.TryGetValue(lease.Node, out SortedDictionary<int, string>? units)) return devices;
        foreach ((int unit, string device) in units)
            if (_histories[device].Values.Any(row => row.Current && row.Since < until)) devices.Add(unit, device);
        return devices;
    }

    private List<PastDeviceRow> PastOf(NodeId node)
    {
        if (!_past.TryGetValue(node, out List<PastDeviceRow>? past)) _past.Add(node, past = []);
        return past;
    }

    private void Blame(string device, AccountId provider, EvidenceKind kind, double amount, Instant at)
    {
        if (!_histories[device].TryGetValue(provider.Value, out DeviceRow? row)) return;
        Keep(kind == EvidenceKind.Fraud
            ? row with { Defrauded = row.Defrauded.Add(amount, at, Evidence.FraudHalfLife) }
            : row with { Failed = row.Failed.Add(amount, at, Evidence.HalfLife) });
    }

    private static double Fresh(double amount) => amount < Negligible ? 0 : amount;

    /// <summary>The device that was in a unit until now is nowhere from now on.</summary>
    private void Displace(NodeId node, int unit, long position)
    {
        if (!_nodes.TryGetValue(node, out SortedDictionary<int, string>? units) || !units.TryGetValue(unit, out string? device)) return;
        foreach (DeviceRow row in _histories[device].Values.Where(row => row.Current).ToList()) Leave(row, position);
    }

    private void Leave(DeviceRow row, long position)
    {
        if (_nodes.TryGetValue(row.Node, out SortedDictionary<int, string>? units) && units.TryGetValue(row.Unit, out string? device) && device == row.Device)
            units.Remove(row.Unit);
        var past = new PastDeviceRow(row.Node, row.Unit, row.Since, position, row.Device);
        PastOf(row.Node).Add(past);
        _pastChanges.Write((past.Node, past.Unit, past.Since), past);
        if (units is { Count: 0 }) _nodes.Remove(row.Node);
        Keep(row with { Current = false });
    }

    private void Hold(NodeId node, int unit, string device)
    {
        if (!_nodes.TryGetValue(node, out SortedDictionary<int, string>? units)) _nodes.Add(node, units = []);
        units[unit] = device;
    }

    private void Keep(DeviceRow row)
    {
        _histories[row.Device][row.Provider.Value] = row;
        _changes.Write((row.Device, row.Provider), row);
    }
}
