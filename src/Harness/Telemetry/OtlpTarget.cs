using System.Globalization;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Harness.Telemetry;

/// <summary>Where metrics are sent and how: what was asked for, then what OpenTelemetry's environment variables say, then its defaults.</summary>
/// <param name="Given">The collector's URL; null: that of the environment, or the default of the protocol.</param>
public sealed record OtlpTarget(Uri? Given)
{
    private const int GrpcPort = 4317;

    /// <summary>Between two exports, unless OTEL_METRIC_EXPORT_INTERVAL says otherwise: as often as a run has news.</summary>
    private const int Interval = 1000;

    /// <summary>A collector that does not answer by then has not got it, unless OTEL_EXPORTER_OTLP_TIMEOUT says otherwise.</summary>
    private const int Timeout = 5000;

    /// <summary>Reads <c>http://collector:4318</c>, <c>https://…</c>.</summary>
    /// <returns>Null where it is none.</returns>
    public static OtlpTarget? Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) ? new OtlpTarget(uri) : null;

    /// <summary>How the exporter is set.</summary>
    /// <param name="environment">Looks up an environment variable.</param>
    internal OtlpExporterOptions Options(Func<string, string?> environment)
    {
        string? Variable(string name) => environment($"OTEL_EXPORTER_OTLP_METRICS_{name}") ?? environment($"OTEL_EXPORTER_OTLP_{name}");
        // The exporter reads the general variables by itself; those for metrics alone go before them.
        var options = new OtlpExporterOptions();
        Uri? endpoint = Given ?? (Uri.TryCreate(environment("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"), UriKind.Absolute, out Uri? own) ? own : null);
        int port = (Given ?? (Uri.TryCreate(Variable("ENDPOINT"), UriKind.Absolute, out Uri? any) ? any : null))?.Port ?? 0;
        options.Protocol = (Variable("PROTOCOL"), port) switch
        {
            ("grpc", _) => OtlpExportProtocol.Grpc,
            ("http/protobuf", _) => OtlpExportProtocol.HttpProtobuf,
            (_, GrpcPort) => OtlpExportProtocol.Grpc,
            _ => OtlpExportProtocol.HttpProtobuf,
        };
        if (endpoint is not null)
        {
            // A base gets the path of metrics, as that of the environment does; who writes a path means it.
            options.Endpoint = options.Protocol == OtlpExportProtocol.HttpProtobuf && endpoint.PathAndQuery == "/" ? new Uri(endpoint, "v1/metrics") : endpoint;
        }

        if (Variable("HEADERS") is { } headers)
        {
            options.Headers = headers;
        }

        options.TimeoutMilliseconds = Number(Variable("TIMEOUT")) ?? Timeout;
        return options;
    }

    internal static int IntervalMilliseconds(Func<string, string?> environment) => Number(environment("OTEL_METRIC_EXPORT_INTERVAL")) ?? Interval;

    internal static MetricReaderTemporalityPreference Temporality(Func<string, string?> environment) =>
        environment("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE")?.Equals("delta", StringComparison.OrdinalIgnoreCase) == true
            ? MetricReaderTemporalityPreference.Delta
            : MetricReaderTemporalityPreference.Cumulative;

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number : null;
}
