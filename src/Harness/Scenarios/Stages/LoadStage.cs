namespace Harness.Scenarios.Stages;

/// <summary>
/// A part of the load: who joins, leaves or arrives when, as pure arithmetic over its own settings and the draws it is handed. One kind is one file here
/// and one line in <see cref="StageRegistry"/>.
/// </summary>
/// <remarks>
/// <code>
///   closed model: how many there are to be      open model: how many come, whoever is there already
///    clients    ┌────────                        arrivals/s
///        ╱‾‾‾‾‾‾                                   ▏▏▏ ▏ ▏▏  ▏▏ ▏▏▏ ▏
///      ramp  hold  step                            arrivals, poisson-arrivals, …
/// </code>
/// A client of the closed model has a place: it holds it until the load takes the place away, and where sessions have a lifetime the next client
/// takes it over at once. One that arrives has none: it stays for its lifetime, or to the end.
/// </remarks>
public abstract record LoadStage
{
    /// <summary>The name in scenarios.</summary>
    public abstract string Kind { get; }

    /// <summary>How long the stage lasts. More than 0.</summary>
    public abstract TimeSpan Length { get; }

    /// <summary>The key that the length has in a scenario file.</summary>
    public virtual string LengthKey => "for";

    /// <summary>The key that <see cref="Most"/> has in a scenario file.</summary>
    public virtual string MostKey => "to";

    /// <summary>Whether it can bring clients; otherwise it needs a stage before it that does.</summary>
    public virtual bool Brings => true;

    /// <summary>Whether its clients arrive, whoever is there already: the open model.</summary>
    public virtual bool IsOpen => false;

    /// <summary>The most places that it asks for, an absolute number; null: the population's count, or as many as there are.</summary>
    public virtual int? Most => null;

    /// <summary>The fewest places that it asks for beside <see cref="Most"/>, an absolute number; null: it names none.</summary>
    public virtual int? Least => null;

    /// <summary>Whether it goes up to the population's count because it names no number of its own.</summary>
    public virtual bool FillsCount => false;

    /// <summary>When it has as many places as it asks for, from its own beginning. From 0 to <see cref="Length"/>; its end where it takes all of it.</summary>
    public virtual TimeSpan FullAfter => Length;

    /// <summary>How many clients arrive, on average; 0 for the closed model.</summary>
    public virtual double Expected => 0;

    /// <summary>Whether the number of those who arrive is drawn, and <see cref="Expected"/> only its mean.</summary>
    public virtual bool IsDrawn => false;

    /// <summary>How many times it counts places, or draws a rate, when it is laid down.</summary>
    public virtual double Moves => 1;

    /// <summary>In shrunken or stretched time: durations multiplied, rates divided by <paramref name="factor"/>.</summary>
    public abstract LoadStage Scale(double factor);

    /// <summary>The same stage with absolute numbers of clients and rates of arrival multiplied by <paramref name="ratio"/>.</summary>
    public abstract LoadStage WithClients(double ratio);

    /// <summary>
    /// The part of one of several populations that share the stage. The parts from 0 to 1 that follow each other are together what the stage is.
    /// </summary>
    /// <param name="from">Where its part begins. From 0 to 1.</param>
    /// <param name="to">Where that of the next begins. More than <paramref name="from"/>, at most 1.</param>
    public virtual LoadStage Part(double from, double to) => WithClients(to - from);

    /// <summary>Says who joins, leaves and arrives when.</summary>
    /// <exception cref="LoadTooLargeException">There are more than a run can hold.</exception>
    public abstract void Plan(StagePlan plan);

    /// <summary>Rules of its own beside that its length is more than 0: the key that breaks one, and the rule with the value, to be read after the path.</summary>
    public virtual IEnumerable<(string Key, string Message)> Check() => [];

    /// <summary>A number of clients times a ratio: at least 1 where it was, so that no stage becomes one that does nothing.</summary>
    protected static int Times(int clients, double ratio) => clients <= 0 ? clients : (int)Math.Clamp(Math.Round(clients * ratio), 1, int.MaxValue);
}
