using Exchange.Engine.Store;
using Xunit;

namespace Exchange.Tests.Durability;

/// <summary>The event tables are those of Marten 9 with string stream identities, so that a Marten can open them.</summary>
public sealed class MartenSchemaTests(StoreDatabases databases) : StoreTest(databases)
{
    [Theory]
    [InlineData("mt_streams", """
        id varchar not null
        type varchar
        version int8
        timestamp timestamptz not null default now()
        created timestamptz not null default now()
        tenant_id varchar default '*DEFAULT*'
        is_archived bool default false
        """)]
    [InlineData("mt_events", """
        seq_id int8 not null
        id uuid not null
        stream_id varchar not null
        version int8 not null
        data jsonb not null
        bdata bytea
        type varchar(500) not null
        timestamp timestamptz not null default now()
        tenant_id varchar default '*DEFAULT*'
        mt_dotnet_type varchar
        is_archived bool default false
        """)]
    [InlineData("mt_event_progression", """
        name varchar not null
        last_seq_id int8
        last_updated timestamptz default transaction_timestamp()
        """)]
    [InlineData("mt_high_water_skips", """
        ending_sequence int8 not null
        starting_sequence int8 not null
        timestamp timestamptz default transaction_timestamp()
        """)]
    public async Task A_table_has_these_columns_in_this_order(string table, string columns)
    {
        string found = await AskAsync<string>($"""
            select string_agg(
                a.attname || ' ' || t.typname || coalesce('(' || nullif(a.atttypmod, -1) - 4 || ')', '')
                || case when a.attnotnull then ' not null' else '' end
                || coalesce(' default ' || replace(pg_get_expr(d.adbin, d.adrelid), '::character varying', ''), ''), E'\n' order by a.attnum)
            from pg_attribute a join pg_type t on t.oid = a.atttypid
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            where a.attrelid = 'events.{table}'::regclass and a.attnum > 0 and not a.attisdropped
            """);
        Assert.Equal(columns.ReplaceLineEndings("\n"), found);
    }

    [Theory]
    [InlineData("mt_streams", "pkey_mt_streams_id primary (id)")]
    [InlineData("mt_events", "pk_mt_events_stream_and_version unique (stream_id, version)\npkey_mt_events_seq_id primary (seq_id)")]
    [InlineData("mt_event_progression", "pk_mt_event_progression primary (name)")]
    [InlineData("mt_high_water_skips", "pkey_mt_high_water_skips_ending_sequence primary (ending_sequence)")]
    public async Task A_table_has_these_indexes_and_no_other(string table, string indexes)
    {
        string found = await AskAsync<string>($"""
            select string_agg(
                c.relname || case when i.indisprimary then ' primary ' when i.indisunique then ' unique ' else ' ' end
                || substring(pg_get_indexdef(i.indexrelid) from '\(.*\)'), E'\n' order by c.relname)
            from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = 'events.{table}'::regclass
            """);
        Assert.Equal(indexes, found);
    }

    [Fact]
    public async Task The_sequence_belongs_to_the_position() =>
        Assert.Equal("events.mt_events_sequence", await AskAsync<string>("select pg_get_serial_sequence('events.mt_events', 'seq_id')"));

    [Fact]
    public async Task Events_have_no_foreign_key() =>
        Assert.Equal(0, await AskAsync<long>("select count(*) from pg_constraint where contype = 'f' and conrelid = 'events.mt_events'::regclass"));

    [Fact]
    public async Task A_foreign_key_that_a_Marten_added_goes_with_the_next_take_over()
    {
        await AppendAsync(3);
        await ExecuteAsync("alter table events.mt_events add constraint fkey_mt_events_stream_id foreign key (stream_id) references events.mt_streams (id) on delete cascade");
        await AppendAsync(3);
        Assert.Equal(0, await AskAsync<long>("select count(*) from pg_constraint where contype = 'f' and conrelid = 'events.mt_events'::regclass"));
    }

    [Fact]
    public async Task A_row_says_what_a_Marten_reads()
    {
        await AppendAsync(3);
        string row = await AskAsync<string>("""
            select concat_ws(' | ', seq_id, id, stream_id, version, type, mt_dotnet_type, tenant_id, is_archived,
                to_char(timestamp at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), data ->> 'Price')
            from events.mt_events where type = 'order_filled'
            """);
        Assert.Equal(
            "1 | 00000001-0000-8000-8000-000000000001 | market-main | 1 | order_filled | Exchange.Engine.Events.OrderFilled, Exchange.Engine | "
            + "*DEFAULT* | f | 2025-10-09 08:53:20.123456 | 2000001", row);
        Assert.Equal(
            "account-4 account 1, lease-2 lease 1, market-main market 1",
            await AskAsync<string>("select string_agg(concat_ws(' ', id, type, version), ', ' order by id) from events.mt_streams"));
    }

    [Fact]
    public async Task Creating_the_tables_again_changes_nothing()
    {
        await AppendAsync(3);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => await (await EventStore.OpenAsync(Database, Store.Settings)).DisposeAsync()));
        Assert.Equal(3, await Store.LastPositionAsync());
    }

    [Fact]
    public async Task Stores_of_other_schemas_live_beside_each_other()
    {
        var settings = new EventStoreSettings { EventsSchema = "other_events", OwnSchema = "other", Market = "side" };
        await using EventStore other = await EventStore.OpenAsync(Database, settings);
        await using EventWriter first = await Store.TakeOverAsync();
        await using EventWriter second = await other.TakeOverAsync();
        await second.AppendAsync(Turns.After(0, 1));
        Assert.Equal((0, 1L), (await Store.LastPositionAsync(), await other.LastPositionAsync()));
        Assert.Equal("market-side", await AskAsync<string>("select stream_id from other_events.mt_events"));
        Assert.Throws<ArgumentException>(() => new EventStoreSettings { OwnSchema = "x; drop" });
    }
}
