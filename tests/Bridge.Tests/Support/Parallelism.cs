// Fixtures share nothing unless they say so with [Alone], with the reason beside it; the tests of one fixture follow one
// another. More at a time than there are cores, for most of what they do is wait.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(6)]
