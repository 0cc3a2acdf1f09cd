using Bridge.Storage.Administration;

namespace Bridge.DeadLetters;

/// <summary>
/// Writes much in many transactions, and rests after each as long as it took: webhooks are stored by the same writer and on the same disk.
/// </summary>
internal sealed class BriefSteps(AdminDatabase database, TimeProvider time)
{
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(100);

    public async Task<T> WriteAsync<T>(Func<AdminConnection, Task<T>> write, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var result = await database.WriteAsync(write, cancellationToken);
        var took = time.GetElapsedTime(begun);
        await Task.Delay(took < LongestRest ? took : LongestRest, time, cancellationToken);
        return result;
    }
}
