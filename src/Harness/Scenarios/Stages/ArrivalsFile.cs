using System.Collections.Immutable;
using System.Globalization;
using Harness.Data.Feeds;
using Harness.Scenarios.Files.Config;

namespace Harness.Scenarios.Stages;

/// <summary>A table of arrivals to a <see cref="ReplayStage"/>.</summary>
internal static class ArrivalsFile
{
    private const string UsualColumn = "at";

    /// <summary>Thirty years: more is no number of seconds that anybody meant, and far below where times overflow.</summary>
    private const long MostSeconds = 1_000_000_000;

    public static ReplayStage Read(ConfigSection section)
    {
        var nothing = new ReplayStage { Arrivals = [(TimeSpan.Zero, null)] };
        ConfigValue? file = section.Require("file");
        string? path = file?.File();
        ConfigValue? column = section.Find("at");
        string at = column?.Text() ?? UsualColumn;
        ConfigValue? lifetime = section.Find("lifetime");
        string? stays = lifetime?.Text();
        ConfigValue? faster = section.Find("speed");
        double speed = faster?.Number() ?? 1;
        if (!(speed is > 0 and <= 10_000))
        {
            faster?.Error("must be more than 0 and at most 10000");
            return nothing;
        }

        if (path is null || Open(file!, path) is not { } table)
        {
            return nothing;
        }

        int? times = ColumnOf(table, at, column ?? file!), lives = stays is null ? null : ColumnOf(table, stays, lifetime!);
        if (times is null || (stays is not null && lives is null))
        {
            return nothing;
        }

        return Arrivals(table, times.Value, lives, speed, file!) is { } arrivals ? new ReplayStage { Arrivals = [.. arrivals] } : nothing;
    }

    private static IFeedTable? Open(ConfigValue file, string path)
    {
        try
        {
            if (!file.Room.IsFullOfArrivals && FeedTables.Read(path, file.Room) is { } table && file.Room.TakeArrivals(table.Rows, LoadSize.MostSessions))
            {
                return table;
            }

            file.Error($"is one file of arrivals too many: those of a scenario have at most {LoadSize.MostSessions} rows together");
            return null;
        }
        catch (FeedException e)
        {
            file.Error($"cannot be used: {e.Message}");
            return null;
        }
    }

    private static int? ColumnOf(IFeedTable table, string name, ConfigValue named)
    {
        int index = table.Columns.IndexOf(name);
        if (index < 0)
        {
            named.Error($"{Units.Quote(name)} is no column of the file; {Nearest.Suggest(name, [.. table.Columns])}");
        }

        return index < 0 ? null : index;
    }

    /// <summary>By time, from the first; or null, with an error that names the first row that cannot be read.</summary>
    private static List<(TimeSpan At, TimeSpan? Lifetime)>? Arrivals(IFeedTable table, int times, int? lives, double speed, ConfigValue file)
    {
        var read = new List<(double At, TimeSpan? Lifetime)>(table.Rows);
        bool isClock = table.Rows > 0 && !IsSeconds(table.Value(0, times), out _);
        for (int row = 0; row < table.Rows; row++)
        {
            string at = table.Value(row, times);
            string life = lives is { } column ? table.Value(row, column) : "";
            double seconds = 0, stays = 0;
            if (isClock ? !IsInstant(at, out seconds) : !IsSeconds(at, out seconds))
            {
                file.Error($"has in row {row + 1} of {table.Columns[times]} {Units.Quote(at)}, which is {(isClock ? "no instant such as 2026-03-01T08:00:00Z" : "no number of seconds such as 12.5")}");
                return null;
            }

            if (life.Length > 0 && (!IsSeconds(life, out stays) || stays <= 0))
            {
                file.Error($"has in row {row + 1} of {table.Columns[lives!.Value]} {Units.Quote(life)}, which is no number of seconds over 0");
                return null;
            }

            if (stays / speed > MostSeconds)
            {
                file.Error($"has in row {row + 1} of {table.Columns[lives!.Value]} {Units.Quote(life)}, which is too long at this speed: at most {MostSeconds} seconds");
                return null;
            }

            read.Add((seconds, life.Length > 0 ? TimeSpan.FromSeconds(stays / speed) : null));
        }

        if (read.Count == 0)
        {
            file.Error("has no arrivals: no line below its head");
            return null;
        }

        double first = isClock ? read.Min(arrival => arrival.At) : 0;
        if ((read.Max(arrival => arrival.At) - first) / speed > Units.Longest.TotalSeconds)
        {
            file.Error($"lasts longer than the longest duration, {Units.Show(Units.Longest)}{(speed == 1 ? "" : ", at this speed")}");
            return null;
        }

        return [.. read.OrderBy(arrival => arrival.At).Select(arrival => (TimeSpan.FromSeconds((arrival.At - first) / speed), arrival.Lifetime))];
    }

    private static bool IsSeconds(string text, out double seconds) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds) && double.IsFinite(seconds) && seconds <= MostSeconds;

    private static bool IsInstant(string text, out double seconds)
    {
        bool ok = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset instant);
        seconds = ok ? instant.ToUnixTimeMilliseconds() / 1e3 : 0;
        return ok;
    }
}
