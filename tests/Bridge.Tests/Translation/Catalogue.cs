using Bridge.Core.Events;
using Bridge.Core.Translation;

namespace Bridge.Translation;

/// <summary>Holds events against the declarations they were made of.</summary>
internal static class Catalogue
{
    /// <summary>What an event does that its declaration does not say; null when it keeps to it.</summary>
    public static string? FindFault(TrackEvent trackEvent)
    {
        if (EventCatalogue.Find(trackEvent.Name) is not { } definition)
        {
            return $"{trackEvent.Name} is not declared";
        }

        // The answers of a flow stand under their own names, each declared as the same property.
        var undeclared = trackEvent.Properties.Declared.FirstOrDefault(made =>
            !definition.Properties.Any(declared => declared.Meaning == made.Meaning)
        );
        var missing = definition.Always.FirstOrDefault(always => !trackEvent.Properties.Declared.Contains(always));
        return undeclared is not null ? $"{trackEvent.Name} has {undeclared.Name}, which is not declared for it"
            : missing is not null ? $"{trackEvent.Name} lacks {missing.Name}, which it is said to have always"
            : definition.User == EventUser.System && trackEvent.UserId != "system" ? $"{trackEvent.Name} names somebody"
            : null;
    }
}
