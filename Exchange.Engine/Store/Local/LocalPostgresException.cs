namespace Exchange.Engine.Store.Local;

/// <summary>Why the program's own PostgreSQL could not be had.</summary>
public enum LocalPostgresFailure
{
    /// <summary>No folder with <c>postgres</c>, <c>initdb</c> and <c>pg_ctl</c> was found.</summary>
    BinariesNotFound = 1,

    /// <summary>Binaries were found, all of them older than <see cref="PostgresBinaries.OldestMajor"/>.</summary>
    BinariesTooOld = 2,

    /// <summary>The data directory was made by a major version whose binaries are not here.</summary>
    ClusterOfAnotherVersion = 3,

    /// <summary>The program runs as root and cannot become anybody else, which PostgreSQL insists on.</summary>
    NoUnprivilegedAccount = 4,

    /// <summary>The data directory cannot be created, read, or entered by the server's account.</summary>
    DirectoryNotReachable = 5,

    /// <summary>The data directory holds files of somebody else.</summary>
    DirectoryNotOurs = 6,

    /// <summary>Another living program owns the data directory.</summary>
    DirectoryInUse = 7,

    /// <summary><c>initdb</c> failed.</summary>
    CreationFailed = 8,

    /// <summary>The server did not start, or started and does not answer.</summary>
    StartFailed = 9,

    /// <summary>The server did not stop.</summary>
    StopFailed = 10,
}

/// <summary>The program's own PostgreSQL could not be started or stopped. The message ends with what to do about it.</summary>
public sealed class LocalPostgresException : Exception
{
    /// <summary>Tells what happened and what to do.</summary>
    public LocalPostgresException(LocalPostgresFailure reason, string whatHappened, string whatToDo, Exception? cause = null)
        : base($"{whatHappened} {whatToDo}", cause)
    {
        Reason = reason;
        WhatToDo = whatToDo;
    }

    /// <summary>The kind of failure.</summary>
    public LocalPostgresFailure Reason { get; }

    /// <summary>The remedy, as a sentence to the person at the keyboard.</summary>
    public string WhatToDo { get; }
}
