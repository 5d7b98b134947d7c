namespace Harness.WebSockets;

/// <summary>What a frame carries (RFC 6455 §5.2). Values from 0x8 are control frames (§5.5).</summary>
public enum Opcode : byte
{
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
}

public static class OpcodeExtensions
{
    /// <summary>Control frames may stand between the fragments of a message; they are never fragmented themselves.</summary>
    public static bool IsControl(this Opcode opcode) => ((byte)opcode & 0x8) != 0;

    /// <summary>False for the values that RFC 6455 §5.2 reserves.</summary>
    public static bool IsDefined(this Opcode opcode) => opcode is <= Opcode.Binary or (>= Opcode.Close and <= Opcode.Pong);
}
