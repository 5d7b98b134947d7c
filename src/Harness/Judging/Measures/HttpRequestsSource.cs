using Harness.Journal;
using Harness.Metrics;

namespace Harness.Judging.Measures;

/// <summary><c>http.requests.per_client</c>: polls, fetches and pages of session code that began.</summary>
public sealed class HttpRequestsSource() : PerClientRateSource(MetricNames.HttpRequests, Series.HttpRequests);
