using System.Collections.Concurrent;
using Exchange.Engine.Sequencing;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;
using Npgsql;

namespace Exchange.Api.Providers;

/// <summary>Remembers how each node was described, as a spec, so that an ask only has to name the node.</summary>
public sealed class NodeOffers
{
    private readonly NpgsqlDataSource database;
    private readonly CommittedMarket committed;
    private readonly ConcurrentDictionary<NodeId, SpecId> specs = [];

    /// <summary>Descriptions in a database.</summary>
    public NodeOffers(NpgsqlDataSource database, CommittedMarket committed)
    {
        this.database = database;
        this.committed = committed;
    }

    /// <summary>Creates the table where it is missing and reads it.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        await using NpgsqlCommand create = database.CreateCommand(
            "create table if not exists exchange.node_specs (node int primary key, spec int not null)");
        await create.ExecuteNonQueryAsync(cancellation);
        await using NpgsqlCommand select = database.CreateCommand("select node, spec from exchange.node_specs");
        await using NpgsqlDataReader row = await select.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation)) specs[new NodeId(row.GetInt32(0))] = new SpecId(row.GetInt32(1));
    }

    /// <summary>Remembers a node's description.</summary>
    public async Task RememberAsync(NodeId node, SpecId spec, CancellationToken cancellation)
    {
        await using NpgsqlCommand upsert = database.CreateCommand(
            "insert into exchange.node_specs (node, spec) values ($1, $2) on conflict (node) do update set spec = excluded.spec");
        upsert.Parameters.Add(new() { Value = node.Value });
        upsert.Parameters.Add(new() { Value = spec.Value });
        await upsert.ExecuteNonQueryAsync(cancellation);
        specs[node] = spec;
    }

    /// <summary>The node's description; of one that was never described, only what the registry says.</summary>
    public Spec Of(NodeId node)
    {
        SpecId described = specs.GetValueOrDefault(node);
        return committed.Read(state => described != default && state.Specs.Exists(described)
            ? state.Specs[described]
            : new Spec { Sku = state.Fleet[node].Sku, GpusPerNode = state.Fleet[node].GpusPerNode });
    }
}
