using Exchange.Api.Proofs;
using Exchange.Engine.Events;
using Exchange.Engine.Store;
using Exchange.Tests.Properties;
using Npgsql;
using Xunit;

namespace Exchange.Tests.Durability;

/// <summary>Every verdict on a quorum follows from the events before it, and one that does not is found.</summary>
public sealed class QuorumsAreAudited(StoreDatabases databases) : StoreTest(databases)
{
    private const int Mean = 60_000;
    private readonly QuorumHistory history = new(seed: 1);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        for (int thing = 0; thing < 800; thing++) history.Act();
        await using EventWriter writer = await Store.TakeOverAsync();
        foreach (EventBatch turn in history.Kept.Turns) Assert.True((await writer.AppendAsync(turn)).IsCommitted);
    }

    [Fact]
    public async Task All_are_judged_again()
    {
        ProofFindings found = await AuditAsync();

        Assert.True(found.Holds, found.ToString());
        Assert.Equal((history.Kept.All<WorkerJudged>().Count, history.Kept.All<QuorumClosed>().Count), (found.Workers, found.Quorums));
        Assert.Contains($"{found.Workers} workers of {found.Quorums} quorums judged again", found.ToString(), StringComparison.Ordinal);
        Assert.True(found.Workers > 20, found.ToString());
    }

    [Fact]
    public async Task A_part_can_be_asked_for()
    {
        ProofFindings found = await AuditAsync(from: history.State.Position / 2);

        Assert.True(found.Holds, found.ToString());
        Assert.InRange(found.Quorums, 1, history.Kept.All<QuorumClosed>().Count - 1);
    }

    [Theory]
    [InlineData("worker_judged", "jsonb_set(data, '{Standing}', '\"Agreed\"')", "data->>'Standing' = 'Disagreed'", 1)]
    [InlineData("worker_judged", "jsonb_set(data, '{Standing}', '\"Disagreed\"')", "data->>'Standing' = 'Agreed'", 1)]
    [InlineData("worker_judged", "jsonb_set(data, '{Provider}', '99')", "true", 1)]
    [InlineData("worker_judged", "jsonb_set(data, '{Quorum}', '999999')", "true", 2)]
    [InlineData("quorum_closed", "jsonb_set(data, '{Digest}', to_jsonb(repeat('f', 64)))", "(data->>'Reached')::boolean", 1)]
    [InlineData("quorum_closed", "jsonb_set(data, '{Reached}', 'true')", "not (data->>'Reached')::boolean", 1)]
    public async Task A_forged_verdict_is_found(string type, string forged, string among, int disagreements)
    {
        long position = await AskAsync<long>($"select max(seq_id) from events.mt_events where type = '{type}' and {among}");
        await ExecuteAsync($"update events.mt_events set data = {forged} where seq_id = {position}");

        ProofFindings found = await AuditAsync();

        Assert.Equal(disagreements, found.Disagreements.Count);
        Assert.Contains(found.Disagreements, each => each.StartsWith($"position {position}:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_forged_result_changes_what_it_should_have_been_judged()
    {
        long position = await AskAsync<long>("""
            select max(revealed.seq_id) from events.mt_events revealed join events.mt_events judged on judged.type = 'worker_judged'
                and judged.data->'Quorum' = revealed.data->'Quorum' and judged.data->'Provider' = revealed.data->'Provider' and judged.data->>'Standing' = 'Agreed'
            where revealed.type = 'result_revealed'
            """);
        await ExecuteAsync($"update events.mt_events set data = jsonb_set(data, '{{Salt}}', to_jsonb(repeat('a', 64))) where seq_id = {position}");

        Assert.False((await AuditAsync()).Holds);
    }

    private async Task<ProofFindings> AuditAsync(long from = 1)
    {
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(Database);
        return await ProofAudit.RunAsync(Store, new Transcripts(database), (from, await Store.LastPositionAsync()), Mean, default);
    }
}
