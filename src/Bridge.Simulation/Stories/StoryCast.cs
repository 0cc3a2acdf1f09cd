using System.Globalization;

namespace Bridge.Simulation.Stories;

/// <summary>Who plays in a story, and how its messages and moments are written.</summary>
/// <param name="Number">Meta's id of the business number.</param>
/// <param name="Account">Meta's id of the business account.</param>
/// <param name="Phone">The person's, digits alone.</param>
/// <param name="Name">The person's.</param>
/// <param name="Chat">What the CRM calls the chat.</param>
internal sealed record StoryCast(string Number, string Account, string Phone, string Name, string Chat)
{
    /// <summary>The id of a message, by its number in the story.</summary>
    public required Func<int, string> MessageId { get; init; }

    /// <summary>A moment of the story in seconds since 1970, as Meta writes it.</summary>
    public required Func<TimeSpan, string> Seconds { get; init; }

    /// <summary>A moment of the story as a CRM writes it.</summary>
    public required Func<TimeSpan, string> Iso { get; init; }

    /// <summary>The cast of a story that began at a known moment.</summary>
    /// <param name="number">Meta's id of the business number.</param>
    /// <param name="phone">Whose story it is; message ids are made of it.</param>
    /// <param name="chat">What the CRM calls the chat.</param>
    public static StoryCast At(DateTimeOffset began, string number, string phone, string chat) =>
        new(number, "102290129340398", phone, "Amina Wanjiru", chat)
        {
            MessageId = message => $"wamid.story.{phone}.{message}",
            Seconds = at => (began + at).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            Iso = at => (began + at).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        };
}
