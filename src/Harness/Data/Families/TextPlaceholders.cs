using System.Collections.Immutable;

namespace Harness.Data.Families;

/// <summary>What people write.</summary>
internal static class TextPlaceholders
{
    public static readonly ImmutableArray<Placeholder> All =
    [
        new("text.word", Repeats.Message, "one word", draw => draw.Faker.Lorem.Word()),
        new("text.words", Repeats.Message, "so many words", draw => string.Join(' ', draw.Faker.Lorem.Words((int)Arguments.Whole(draw.Arguments[0])))) { Parameters = "count", Example = "3", Check = Arguments.Amount },
        new("text.sentence", Repeats.Message, "a sentence", draw => draw.Faker.Lorem.Sentence()),
        new("text.sentences", Repeats.Message, "so many sentences", draw => draw.Faker.Lorem.Sentences((int)Arguments.Whole(draw.Arguments[0]), " ")) { Parameters = "count", Example = "2", Check = Arguments.Amount },
        new("text.paragraph", Repeats.Message, "three to five sentences", draw => draw.Faker.Lorem.Paragraph()),
        new("text.slug", Repeats.Message, "words with hyphens", draw => draw.Faker.Lorem.Slug()),
        new("text.chars", Repeats.Message, "so many letters and digits, for messages of a known size", draw => draw.Faker.Random.AlphaNumeric((int)Arguments.Whole(draw.Arguments[0]))) { Parameters = "count", Example = "12", Check = Arguments.Amount },
    ];
}
