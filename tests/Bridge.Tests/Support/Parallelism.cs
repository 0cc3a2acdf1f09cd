// Fixtures share nothing unless they say so with [Alone], with the reason beside it; the tests of one fixture follow one
// another. More at a time than there are cores, for much of what they do is wait; not many more, for what waits has deadlines.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(6)]
