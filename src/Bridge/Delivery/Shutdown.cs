namespace Bridge.Delivery;

/// <summary>The three steps in which delivery stops, so that what is in flight is finished or given back.</summary>
/// <param name="NoMoreClaims">Nothing new is taken from the store; what is in flight goes on.</param>
/// <param name="NoMorePosts">What is still in flight is abandoned and given back.</param>
/// <param name="NoMoreStore">The host's patience is over; what could not be given back is free again at the next start.</param>
internal readonly record struct Shutdown(CancellationToken NoMoreClaims, CancellationToken NoMorePosts, CancellationToken NoMoreStore);
