using Bridge.Core.Conversions;

namespace Bridge.Delivery;

/// <summary>Meta's Conversions API for business messaging.</summary>
internal interface IConversionsApi
{
    /// <summary><c>POST /{version}/{dataset}/events</c>: all are taken, or none.</summary>
    /// <param name="conversions">A null stands for an event that says too little to be one, and has none posted.</param>
    /// <returns>Its answer, or how the network failed; only cancellation throws.</returns>
    Task<CollectorAnswer> TellAsync(Destination destination, IReadOnlyList<Conversion?> conversions, CancellationToken cancellationToken);
}
