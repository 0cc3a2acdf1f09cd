using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Users;
using Bridge.Core.Webhooks;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation;

/// <summary>
/// Meta's errors, <c>errors[]</c> of anything: <c>{code, title, message, error_data:{details}, href}</c>, of which all but the code may be
/// missing.
/// </summary>
internal static class MetaErrors
{
    /// <summary>The first error of an item; absent when it has none.</summary>
    public static JsonView First(JsonView item)
    {
        foreach (var error in item["errors"u8].Items)
        {
            if (error.IsObject)
            {
                return error;
            }
        }

        return default;
    }

    public static long? FirstCode(JsonView item) => First(item)["code"u8].Integer;

    /// <summary>All codes of an item, when there are several: the first decides, the others may explain it.</summary>
    public static IReadOnlyList<long> Codes(JsonView item)
    {
        var codes = new List<long>();
        foreach (var error in item["errors"u8].Items)
        {
            if (error["code"u8].Integer is { } code)
            {
                codes.Add(code);
            }
        }

        return codes.Count > 1 ? codes : [];
    }

    /// <summary>The first error's code, title, details and class, and the codes of all when there are several.</summary>
    public static PropertyBag AddErrors(this PropertyBag bag, JsonView item) => bag.AddError(First(item), Codes(item));

    /// <summary>Code, title, details and class.</summary>
    public static PropertyBag AddError(this PropertyBag bag, JsonView error) => bag.AddError(error, []);

    private static PropertyBag AddError(this PropertyBag bag, JsonView error, IReadOnlyList<long> codes)
    {
        var code = error["code"u8].Integer;
        return bag.Add(ErrorCode, code)
            .Add(ErrorCodes, codes)
            .Add(ErrorTitle, error["title"u8].Text ?? error["message"u8].Text)
            .Add(ErrorDetails, error["error_data"u8]["details"u8].Text ?? error["details"u8].Text)
            .Add(EventProperties.FailureClass, Core.Translation.FailureClass.Of((int)Math.Clamp(code ?? -1, int.MinValue, int.MaxValue)));
    }

    /// <summary><c>value.errors[]</c>: something is wrong with the number, the account or the app, not with one message.</summary>
    public static string? TranslateChannelError(Change change, JsonView error, WebhookTranslation into)
    {
        var context = new ItemContext(change, Person.Nobody, MetaTime.Read(change.EntryTime, change.ReceivedAt));
        // Meta gives an error neither a time nor an id, and says it again as long as it lasts: once an hour counts, and Meta's repetition
        // of one POST does not.
        var key = $"{change.ReceivedAt.UtcDateTime:yyyy-MM-ddTHH}:{FactKey.Hash(change, error)}";
        into.Events.Add(context.Event(ConversationEvents.ChannelError, "err", key, new PropertyBag().AddError(error)));
        return null;
    }
}
