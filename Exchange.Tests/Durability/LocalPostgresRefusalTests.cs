using System.Runtime.Versioning;
using Exchange.Engine.Store.Local;
using Xunit;

namespace Exchange.Tests.Durability;

/// <summary>What cannot work is refused by a typed reason and a remedy, and leaves the directory free.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LocalPostgresRefusalTests : IDisposable
{
    private readonly LocalPostgresFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task A_folder_without_a_server() =>
        RefusedAsync(LocalPostgresFailure.BinariesNotFound, _folder.Settings() with { BinDirectory = _folder.Path });

    [Fact]
    public Task A_server_that_is_too_old() =>
        RefusedAsync(LocalPostgresFailure.BinariesTooOld, _folder.Settings() with { BinDirectory = Binaries("14.9 (Debian 14.9-1)") });

    [Fact]
    public async Task A_server_of_another_version_than_the_directory()
    {
        await using (await _folder.StartAsync())
        {
        }

        await RefusedAsync(LocalPostgresFailure.ClusterOfAnotherVersion, _folder.Settings() with { BinDirectory = Binaries("99beta1") });
    }

    [Fact]
    public async Task A_directory_of_somebody_else()
    {
        var directory = Directory.CreateDirectory(_folder.Settings().DataDirectory).FullName;
        File.WriteAllText(Path.Combine(directory, "thesis.tex"), "");

        await RefusedAsync(LocalPostgresFailure.DirectoryNotOurs, _folder.Settings());

        Assert.Equal("thesis.tex", Path.GetFileName(Directory.GetFileSystemEntries(directory).Single()));
    }

    [Fact]
    public async Task A_directory_behind_a_closed_door()
    {
        // Root passes the door and PostgreSQL, which is not root, does not; an ordinary user does not either.
        const UnixFileMode Passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var door = Directory.CreateDirectory(Path.Combine(_folder.Path, "closed"), Environment.IsPrivilegedProcess ? Passable : 0);

        var refusal = await RefusedAsync(LocalPostgresFailure.DirectoryNotReachable, _folder.Settings(Path.Combine("closed", "data")));

        Assert.Contains(door.FullName, refusal.Message, StringComparison.Ordinal);
        File.SetUnixFileMode(door.FullName, Passable);
    }

    [Fact]
    public async Task A_cluster_that_does_not_start_says_why_and_the_directory_is_free_again()
    {
        await using (await _folder.StartAsync())
        {
        }

        var settings = Path.Combine(_folder.Settings().DataDirectory, "cluster", "postgresql.auto.conf");
        File.WriteAllText(settings, "work_mem = 'plenty'\n");
        var refusal = await RefusedAsync(LocalPostgresFailure.StartFailed, _folder.Settings());
        Assert.Contains("plenty", refusal.Message, StringComparison.Ordinal);

        File.WriteAllText(settings, "");
        await using var cured = await _folder.StartAsync();
        Assert.NotEqual(0, cured.PostmasterPid);
    }

    private static async Task<LocalPostgresException> RefusedAsync(LocalPostgresFailure reason, LocalPostgresSettings settings)
    {
        var refusal = await Assert.ThrowsAsync<LocalPostgresException>(() => LocalPostgres.StartAsync(settings, CancellationToken.None));
        Assert.Equal(reason, refusal.Reason);
        Assert.EndsWith(refusal.WhatToDo, refusal.Message, StringComparison.Ordinal);
        return refusal;
    }

    /// <summary>A folder whose programs say that they are of the given version.</summary>
    private string Binaries(string version)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "bin")).FullName;
        foreach (var name in (string[])["postgres", "initdb", "pg_ctl"])
        {
            var file = Path.Combine(folder, name);
            File.WriteAllText(file, $"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n");
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return folder;
    }
}
