namespace Bridge.Ops.Access;

/// <summary>What is there while nobody is configured: nothing, and how to change that.</summary>
internal static class SwitchedOff
{
    public const string Sentence =
        "This is switched off: there is nobody in Ops:Users. \"meta-bridge ops-user NAME --role operator\" makes a key and the "
        + "settings that go with it.";

    public static IResult Answer() => TypedResults.Text(Sentence, statusCode: StatusCodes.Status404NotFound);
}
