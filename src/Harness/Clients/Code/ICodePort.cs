namespace Harness.Clients.Code;

/// <summary>The client below a <see cref="CodeSession"/>: one that plays a policy, or one that is under test.</summary>
internal interface ICodePort
{
    /// <summary>Its number in the scenario.</summary>
    int Client { get; }

    int Cohort { get; }

    /// <summary>Whether it has an open socket.</summary>
    bool IsOpen { get; }

    /// <summary>Sends a text message, once there is an open socket. Ends when it was written, cancelled when the client has ended.</summary>
    Task SendAsync(string text, CancellationToken cancellation);
}
