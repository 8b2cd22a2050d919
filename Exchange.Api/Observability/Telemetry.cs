using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Exchange.Api.Observability;

/// <summary>Sends what the program measures, and spans of requests, turns and commits, to an OpenTelemetry collector.</summary>
/// <remarks>On where the environment names a collector; the standard <c>OTEL_…</c> variables say how, how often and under which name it sends.</remarks>
internal sealed class Telemetry : IAsyncDisposable
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ServiceName = "exchange";

    /// <summary>Set, the web server's spans say neither method nor path.</summary>
    private const string BareRequestSpans = "Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData";
    private readonly MeterProvider metrics;
    private readonly TracerProvider spans;

    private Telemetry()
    {
        AppContext.SetSwitch(BareRequestSpans, false);
        metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(Resource)
            .AddMeter("Exchange.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddOtlpExporter()
            .Build();
        spans = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(Resource)
            .AddSource("Exchange.*", "Microsoft.AspNetCore")
            .AddOtlpExporter()
            .Build();
    }

    /// <summary>Starts to send, or does nothing where no collector is named.</summary>
    public static Telemetry? Start() => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(EndpointVariable)) ? null : new Telemetry();

    /// <summary>Sends what is left, and ends.</summary>
    public ValueTask DisposeAsync()
    {
        spans.Dispose();
        metrics.Dispose();
        return ValueTask.CompletedTask;
    }

    private static ResourceBuilder Resource => ResourceBuilder.CreateEmpty().AddService(ServiceName).AddTelemetrySdk().AddEnvironmentVariableDetector();
}
