namespace Harness.Toxiproxy.Toxics;

/// <summary>How a connection ends, as its peers see it.</summary>
internal enum Ending
{
    /// <summary>With FIN.</summary>
    Fin,

    /// <summary>With RST.</summary>
    Reset,

    /// <summary>Not at all: it stays open and nothing passes any more.</summary>
    Silent,
}
