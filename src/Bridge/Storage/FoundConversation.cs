namespace Bridge.Storage;

/// <summary>A conversation of somebody who is known by an id, whichever business account met them.</summary>
/// <param name="UserId">The id by which was asked.</param>
internal sealed record FoundConversation(string UserId, ConversationRow Row)
{
    /// <summary>Business accounts that are looked through: a Bridge that serves more finds only some people.</summary>
    public const int MostAccounts = 1000;

    /// <summary>Conversations of one id that are looked at.</summary>
    public const int Most = 50;
}
