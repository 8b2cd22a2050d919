using System.Runtime.CompilerServices;
using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>Writes a whole state as bytes and reads it back, in a layout that is this version's own.</summary>
/// <remarks>What is derived — books, calendars, chains of nodes — is not written but built anew. A reader that meets another layout says so.</remarks>
public static class StateSnapshot
{
    /// <summary>The layout. Changes whenever a structure that is written changes.</summary>
    public static int Layout
    {
        get
        {
            Digest digest = default;
            digest.Add(5L);
            foreach (int size in (ReadOnlySpan<int>)
                [Unsafe.SizeOf<Order>(), Unsafe.SizeOf<Account>(), Unsafe.SizeOf<Node>(), Unsafe.SizeOf<Spec>(), Unsafe.SizeOf<Requirement>(), Unsafe.SizeOf<Lease>(), Unsafe.SizeOf<SavedHour>(), Unsafe.SizeOf<Incident>(), Unsafe.SizeOf<Dispute>(), Unsafe.SizeOf<Sku>(), .. ProviderParts.Sizes])
                digest.Add((long)size);
            return (int)(digest.Value >> 33);
        }
    }

    /// <summary>Writes the state.</summary>
    public static void Write(ExchangeState state, Stream to)
    {
        var writer = new SnapshotWriter(to);
        writer.Write(Layout);
        writer.Write(new Scalars(
            state.Position, state.NextOrder, state.NextFill, state.NextPriority, state.Now, state.Market, state.Epoch, state.Orders.Slots,
            state.LastOutage, state.RecentOutages, state.IsWriterNew));
        writer.WriteMany(state.Settings.Values);
        writer.WriteMany(state.Accounts.All);
        writer.WriteMany(state.Accounts.Balances);
        WriteRegistry(state, writer);
        writer.WriteMany(state.Fleet.All);
        ProviderParts.Write(state, writer);
        writer.WriteMany(state.Orders.All);
        writer.WriteMany(state.Orders.FreeSlots);
        writer.WriteMany<SavedRectangle>(SavedRectangle.AllOf(state));
        SavedLeases.Write(state, writer);
        writer.WriteMany(state.Clients.Entries);
        writer.Flush();
    }

    /// <summary>Reads a state back.</summary>
    /// <param name="from">What <see cref="Write"/> wrote.</param>
    /// <param name="capacityOrders">Room for so many open orders at first.</param>
    /// <exception cref="InvalidDataException">The layout is another one, or the bytes are damaged.</exception>
    public static ExchangeState Read(Stream from, int capacityOrders)
    {
        var reader = new SnapshotReader(from);
        if (reader.Read<int>() != Layout) throw new InvalidDataException("The snapshot has the layout of another version.");
        Scalars scalars = reader.Read<Scalars>();
        var state = new ExchangeState(Math.Max(capacityOrders, scalars.Slots));
        state.Restore(scalars.Position, scalars.NextOrder, scalars.NextFill, scalars.NextPriority);
        (state.Now, state.Market, state.Epoch) = (scalars.Now, scalars.Market, scalars.Epoch);
        (state.LastOutage, state.RecentOutages, state.IsWriterNew) = (scalars.LastOutage, scalars.RecentOutages, scalars.IsWriterNew);
        state.Settings.Restore(reader.ReadMany<long>());
        state.Accounts.Restore(reader.ReadMany<Account>(), reader.ReadMany<long>());
        ReadRegistry(state, reader);
        state.Fleet.Restore(reader.ReadMany<Node>(), state.Now);
        ProviderParts.Read(state, reader);
        state.Orders.Restore(reader.ReadMany<Order>(), reader.ReadMany<int>());
        SavedRectangle.RestoreAll(state, reader.ReadMany<SavedRectangle>());
        SavedLeases.Read(state, reader);
        state.Clients.Restore(reader.ReadMany<ClientIdTable.Entry>());
        return state;
    }

    /// <summary>A second state, equal to the first and independent of it.</summary>
    public static ExchangeState Copy(ExchangeState state, int capacityOrders)
    {
        using var bytes = new MemoryStream();
        Write(state, bytes);
        bytes.Position = 0;
        return Read(bytes, capacityOrders);
    }

    private static void WriteRegistry(ExchangeState state, SnapshotWriter writer)
    {
        writer.WriteMany<Sku>(state.Specs.Skus);
        writer.WriteMany<long>(state.Specs.LastFills());
        writer.WriteMany<Spec>(state.Specs.Specs);
        writer.WriteMany<Requirement>(state.Specs.Requirements);
        var products = new ProductListed[state.Products.Count];
        for (int i = 0; i < products.Length; i++)
        {
            Product product = state.Products[i];
            products[i] = new ProductListed(product.Id, product.Name, product.Sku, product.Requirement, product.Duration);
        }

        writer.WriteMany<ProductListed>(products);
    }

    private static void ReadRegistry(ExchangeState state, SnapshotReader reader)
    {
        Sku[] skus = reader.ReadMany<Sku>();
        for (int i = 0; i < skus.Length; i++) state.Specs.List(new SkuId(i + 1), skus[i]);
        long[] lastFills = reader.ReadMany<long>();
        for (int i = 0; i < lastFills.Length; i++) state.Specs.Book(new SkuId(i + 1)).LastFillMicros = lastFills[i];
        Spec[] specs = reader.ReadMany<Spec>();
        for (int i = 0; i < specs.Length; i++) state.Specs.Intern(new SpecId(i + 1), specs[i]);
        Requirement[] requirements = reader.ReadMany<Requirement>();
        for (int i = 0; i < requirements.Length; i++) state.Specs.Intern(new RequirementId(i + 1), requirements[i]);
        foreach (ProductListed product in reader.ReadMany<ProductListed>()) state.List(product);
    }

    private readonly record struct Scalars(
        long Position, long NextOrder, long NextFill, long NextPriority, Minute Now, MarketState Market, int Epoch, int Slots,
        Outage LastOutage, Few<Outage> RecentOutages, bool IsWriterNew);
}
