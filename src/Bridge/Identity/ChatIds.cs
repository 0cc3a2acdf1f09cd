namespace Bridge.Identity;

/// <summary>The chat ids Bridge itself gives: they name the person, so they change with the id the person leaves under.</summary>
internal static class ChatIds
{
    /// <summary>The same chat under another id of the person; null when the id is not one of Bridge's own for this person.</summary>
    public static string? Rename(string chatId, string? source, string userId, string newUserId) =>
        chatId == $"chat_{source}_{Bare(userId)}" ? $"chat_{source}_{Bare(newUserId)}"
        : chatId == $"chat_{Bare(userId)}" ? $"chat_{Bare(newUserId)}"
        : null;

    private static string Bare(string userId) => userId.StartsWith('+') ? userId[1..] : userId;
}
