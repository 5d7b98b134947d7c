using Harness.Journal;

namespace Harness.Clients.Chat;

/// <summary>A message that a client is to send.</summary>
/// <param name="Id">The sender's own number of it, from 1.</param>
/// <param name="Due">When, µs from the beginning of the load.</param>
/// <param name="Kind">Whom it is for.</param>
/// <param name="To">The group, or the client; -1 where it is for everybody.</param>
public readonly record struct ChatMessage(int Id, long Due, ChatKind Kind, int To);
