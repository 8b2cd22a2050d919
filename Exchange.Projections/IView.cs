using Exchange.Engine.Events;
using Exchange.Projections.Tables;
using Npgsql;

namespace Exchange.Projections;

/// <summary>A read model: what the events say about some question, kept in tables of its own.</summary>
/// <remarks>
/// Used by one thread at a time. <see cref="Evolve"/> is pure: it reads neither clock nor database and changes nothing but the view's
/// own memory. It is written only behind the last event of a turn, rows and checkpoint together, so that its tables never show half of
/// what a command did, and after any failure it goes on from them.
/// </remarks>
public interface IView
{
    /// <summary>The view's name: in the checkpoint, in health and in metrics.</summary>
    string Name { get; }

    /// <summary>Raised when the same events shall give other rows; the view is then rebuilt at the next start.</summary>
    int Version { get; }

    /// <summary>The tables that belong to this view alone.</summary>
    IReadOnlyList<Table> Tables { get; }

    /// <summary>Takes the next event into account.</summary>
    /// <returns>How many rows it touched; 0 where the event says nothing here.</returns>
    /// <exception cref="InvalidDataException">The event contradicts those before it.</exception>
    int Evolve(in RecordedEvent occurred);

    /// <summary>Forgets everything and reads from the view's tables what it needs to go on from its checkpoint.</summary>
    Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellation);

    /// <summary>Adds the statements that write what changed since <see cref="Written"/>.</summary>
    void AddWrites(NpgsqlBatch batch);

    /// <summary>What <see cref="AddWrites"/> gave is committed.</summary>
    void Written();
}
