namespace Exchange.Engine.Store;

/// <summary>The tables: the events' in the shape that Marten 9 gives them, and our own beside them.</summary>
/// <remarks>
/// Marten's foreign key from events to streams is left out: it is the dearest part of an append, and no reader needs it.
/// Streams' ids are compared bytewise whatever the server's locale: an index over them would otherwise ask the C library at every step.
/// Every statement may be repeated.
/// </remarks>
internal static class StoreSchema
{
    /// <summary>Raised by <c>commit_turn</c> when the writer's row has moved: another writer owns the store.</summary>
    internal const string FencedState = "EX001";

    /// <summary>Raised by <c>commit_turn</c> when the session's commits would not be durable.</summary>
    internal const string WeakCommitState = "EX002";

    /// <summary>Marten's tables.</summary>
    internal static string MartenTables(string events) => $"""
        create schema if not exists {events};
        create table if not exists {events}.mt_streams (
            id varchar collate "C" not null,
            type varchar null,
            version bigint null,
            timestamp timestamptz not null default (now()),
            created timestamptz not null default (now()),
            tenant_id varchar null default '*DEFAULT*',
            is_archived boolean null default false,
            constraint pkey_mt_streams_id primary key (id));
        create table if not exists {events}.mt_events (
            seq_id bigint not null,
            id uuid not null,
            stream_id varchar collate "C" not null,
            version bigint not null,
            data jsonb not null,
            bdata bytea null,
            type varchar(500) not null,
            timestamp timestamptz not null default (now()),
            tenant_id varchar null default '*DEFAULT*',
            mt_dotnet_type varchar null,
            is_archived boolean null default false,
            constraint pkey_mt_events_seq_id primary key (seq_id));
        create unique index if not exists pk_mt_events_stream_and_version on {events}.mt_events using btree (stream_id, version);
        create sequence if not exists {events}.mt_events_sequence;
        alter sequence {events}.mt_events_sequence owned by {events}.mt_events.seq_id;
        create table if not exists {events}.mt_event_progression (
            name varchar not null,
            last_seq_id bigint null,
            last_updated timestamptz null default (transaction_timestamp()),
            constraint pk_mt_event_progression primary key (name));
        create table if not exists {events}.mt_high_water_skips (
            ending_sequence bigint not null,
            starting_sequence bigint not null,
            timestamp timestamptz null default (transaction_timestamp()),
            constraint pkey_mt_high_water_skips_ending_sequence primary key (ending_sequence));
        """;

    /// <summary>Our own tables. The writer's row is rewritten by every turn, so its page keeps room for that.</summary>
    internal static string OwnTables(string own) => $"""
        create schema if not exists {own};
        create table if not exists {own}.writer (
            only_row boolean not null default true primary key check (only_row),
            epoch integer not null,
            position bigint not null,
            chain bytea not null) with (fillfactor = 10);
        insert into {own}.writer (epoch, position, chain) values (0, 0, decode(repeat('00', 32), 'hex')) on conflict do nothing;
        create table if not exists {own}.turns (
            last_position bigint not null primary key,
            first_position bigint not null,
            epoch integer not null,
            at timestamptz not null,
            chain bytea not null,
            checksums bytea not null);
        alter table {own}.turns alter column checksums set storage external;
        create table if not exists {own}.checkpoints (
            position bigint not null primary key,
            at timestamptz not null,
            chain bytea not null,
            key_id bytea not null,
            signature bytea not null);
        create table if not exists {own}.snapshots (
            position bigint not null primary key,
            version integer not null,
            state_hash bytea not null,
            created timestamptz not null default now(),
            bytes bigint not null,
            content_hash bytea not null);
        create table if not exists {own}.snapshot_chunks (
            position bigint not null,
            number integer not null,
            content bytea not null,
            primary key (position, number));
        alter table {own}.snapshot_chunks alter column content set storage external;
        """;

    /// <summary>All that a turn's transaction does besides its events' rows, in one call.</summary>
    internal static string CommitTurn(string events, string own) => $"""
        create or replace function {own}.commit_turn(
            its_epoch integer, from_position bigint, to_position bigint, new_chain bytea, its_checksums bytea, its_time timestamptz,
            new_leases bigint[], streams text[], aliases text[], versions bigint[], wake boolean,
            its_key_id bytea, its_signature bytea) returns void language plpgsql as $$
        begin
            if current_setting('synchronous_commit') in ('off', 'local') then
                raise exception 'synchronous_commit is %: a commit would not be durable', current_setting('synchronous_commit')
                    using errcode = '{WeakCommitState}';
            end if;
            update {own}.writer set position = to_position, chain = new_chain where epoch = its_epoch and position = from_position;
            if not found then
                raise exception 'the writer of epoch % at position % was replaced', its_epoch, from_position using errcode = '{FencedState}';
            end if;
            insert into {own}.turns (last_position, first_position, epoch, at, chain, checksums)
                values (to_position, from_position + 1, its_epoch, its_time, new_chain, its_checksums);
            insert into {events}.mt_streams (id, type, version, timestamp, created)
                select 'lease-' || number, 'lease', 1, its_time, its_time from unnest(new_leases) as number;
            insert into {events}.mt_streams as existing (id, type, version, timestamp, created)
                select stream, alias, version, its_time, its_time from unnest(streams, aliases, versions) as touched (stream, alias, version)
                on conflict (id) do update set version = excluded.version, timestamp = excluded.timestamp;
            perform setval('{events}.mt_events_sequence', to_position);
            if its_signature is not null then
                insert into {own}.checkpoints (position, at, chain, key_id, signature)
                    values (to_position, its_time, new_chain, its_key_id, its_signature);
            end if;
            if wake then
                perform pg_notify('mt_events_appended', '');
            end if;
        end $$;
        """;
}
