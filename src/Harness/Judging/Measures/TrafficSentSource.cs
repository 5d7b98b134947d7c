using Harness.Journal;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>traffic.sent.per_client</c>: bytes of HTTP requests and of the socket, above TCP and TLS.</summary>
public sealed class TrafficSentSource() : PerClientRateSource(MetricNames.TrafficSent, Series.HttpSent, Series.SocketSent);
