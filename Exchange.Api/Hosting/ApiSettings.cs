namespace Exchange.Api.Hosting;

/// <summary>Every limit of the API, each with its unit in its name. Read from the section <c>Api</c> of the settings file.</summary>
public sealed record ApiSettings
{
    /// <summary>The section of the settings file.</summary>
    public const string Section = "Api";

    /// <summary>How far a request's timestamp may lie from the server's clock, either way.</summary>
    public int SignatureWindowSeconds { get; init; } = 30;
    /// <summary>The largest body of a request.</summary>
    public int MaxBodyBytes { get; init; } = 256 * 1024;
    /// <summary>Requests a second, sustained, from one address to public endpoints.</summary>
    public int PublicRequestsPerSecond { get; init; } = 200;
    /// <summary>Requests at once from one address to public endpoints.</summary>
    public int PublicBurstRequests { get; init; } = 400;
    /// <summary>Requests a second, sustained, with one API key.</summary>
    public int PrivateRequestsPerSecond { get; init; } = 20_000;
    /// <summary>Requests at once with one API key.</summary>
    public int PrivateBurstRequests { get; init; } = 40_000;
    /// <summary>Orders in one batch.</summary>
    public int MaxBatchOrders { get; init; } = 50;
    /// <summary>Reported hours in one batch.</summary>
    public int MaxBatchHours { get; init; } = 500;
    /// <summary>Candles in one answer.</summary>
    public int MaxCandles { get; init; } = 300;
    /// <summary>Levels in an aggregated book.</summary>
    public int MaxBookLevels { get; init; } = 50;
    /// <summary>Orders in a book of single orders, on each side.</summary>
    public int MaxBookOrders { get; init; } = 50_000;
    /// <summary>Rectangles of asks looked at for the book of a requirement, the best first.</summary>
    public int MaxBookScanRectangles { get; init; } = 20_000;
    /// <summary>When to come back after a full inbox.</summary>
    public int RetryAfterSeconds { get; init; } = 1;
    /// <summary>How long a read waits for what the caller has just written to become visible.</summary>
    public int ReadYourWriteMilliseconds { get; init; } = 2_000;
    /// <summary>How often changed scores of providers are sent to the engine.</summary>
    public int PublishReputationSeconds { get; init; } = 60;
    /// <summary>Orders that are done and still answered from memory.</summary>
    public int RecentDoneOrders { get; init; } = 65_536;
    /// <summary>The least verified performance that a product requires unless it says otherwise, in basis points of the SKU's reference.</summary>
    public const int DefaultMinPerformanceBasisPoints = 9_000;

    /// <summary>The window over which a plain sell offers its GPUs.</summary>
    public int PlainSellWindowMinutes { get; init; } = 24 * 60;
    /// <summary>The largest description of how to connect to a lease.</summary>
    public int MaxDescriptorBytes { get; init; } = 4 * 1024;
    /// <summary>Limits of the WebSocket feed.</summary>
    public FeedSettings Feed { get; init; } = new();
    /// <summary>Limits of proofs.</summary>
    public ProofSettings Proofs { get; init; } = new();
}

/// <summary>Limits of proofs.</summary>
public sealed record ProofSettings
{
    /// <summary>The largest answer: 64 rows of the largest product, with their paths.</summary>
    public int MaxBodyBytes { get; init; } = 72 * 1024 * 1024;
    /// <summary>Answers that are read at once; further ones are told to come back.</summary>
    public int MaxUploads { get; init; } = 8;
    /// <summary>The least rate at which an answer must come in, in bytes a second; slower ones are broken off, so that they keep no place from others.</summary>
    public int MinUploadBytesPerSecond { get; init; } = 64 * 1024;
    /// <summary>How long an upload may be slower than that at first; more than 1,000.</summary>
    public int UploadGraceMilliseconds { get; init; } = 5_000;
    /// <summary>Answers that are judged at once.</summary>
    public int MaxJudging { get; init; } = 1;
    /// <summary>Answers that wait to be judged; further ones are told to come back.</summary>
    public int MaxWaiting { get; init; } = 4_096;
    /// <summary>The most bytes of the answers that are judged or wait for it; a single larger one is judged when there is no other.</summary>
    public long MaxWaitingBytes { get; init; } = 1024L * 1024 * 1024;
    /// <summary>How often an answer that was recorded is tried to be judged where the exchange itself fails, a second apart; then it counts for nothing.</summary>
    public int MaxJudgingAttempts { get; init; } = 60;
    /// <summary>The longest that a request for challenges waits for one.</summary>
    public int MaxPollSeconds { get; init; } = 30;
    /// <summary>How long the rows of a committed product may take to be opened.</summary>
    public int OpeningSeconds { get; init; } = 60;
    /// <summary>The most bytes of transcripts that are kept at once; when they are there, those of passed proofs make room.</summary>
    public long MaxTranscriptBytes { get; init; } = 256L * 1024 * 1024 * 1024;
    /// <summary>How many of the passed proofs' transcripts are kept for ever.</summary>
    public int KeptForEverBasisPoints { get; init; } = 100;
    /// <summary>How often the clock is looked at.</summary>
    public int TickMilliseconds { get; init; } = 100;
    /// <summary>How long a sign of life may take.</summary>
    public int HeartbeatMilliseconds { get; init; } = 5_000;
    /// <summary>The mean time between the signs of life that are asked for.</summary>
    public int HeartbeatMeanMilliseconds { get; init; } = 60_000;
}

/// <summary>Limits of the WebSocket feed.</summary>
public sealed record FeedSettings
{
    /// <summary>Connections at once.</summary>
    public int MaxConnections { get; init; } = 4_096;
    /// <summary>How long a new connection may take to subscribe.</summary>
    public int SubscribeDeadlineMilliseconds { get; init; } = 5_000;
    /// <summary>Messages that wait for one slow reader before it is cut off.</summary>
    public int MaxQueuedMessages { get; init; } = 16_384;
    /// <summary>Bytes that wait for one slow reader before it is cut off.</summary>
    public int MaxQueuedBytes { get; init; } = 16 * 1024 * 1024;
    /// <summary>The largest message from a client.</summary>
    public int MaxInboundBytes { get; init; } = 64 * 1024;
    /// <summary>Messages kept for each product, from which a reader can resume.</summary>
    public int ResumableMessages { get; init; } = 65_536;
    /// <summary>How often a heartbeat goes out.</summary>
    public int HeartbeatMilliseconds { get; init; } = 1_000;
    /// <summary>How often the status of all products goes out.</summary>
    public int StatusMilliseconds { get; init; } = 5_000;
    /// <summary>How long a closing handshake may take.</summary>
    public int CloseMilliseconds { get; init; } = 2_000;
}
