using Harness.Journal;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>traffic.received.per_client</c>: bytes of HTTP answers and of the socket, above TCP and TLS.</summary>
public sealed class TrafficReceivedSource() : PerClientRateSource(MetricNames.TrafficReceived, Series.HttpReceived, Series.SocketReceived);
