package dev.holdfast.discovery;

import java.util.concurrent.atomic.LongAdder;

/** What a server has done so far. */
final class Counts {

    final LongAdder queries = new LongAdder();
    final LongAdder answered = new LongAdder();
    final LongAdder noSuchName = new LongAdder();
    final LongAdder unknown = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder truncated = new LongAdder();
    final LongAdder forwarded = new LongAdder();

    Tally tally() {
        return new Tally(
                queries.sum(),
                answered.sum(),
                noSuchName.sum(),
                unknown.sum(),
                refused.sum(),
                malformed.sum(),
                dropped.sum(),
                truncated.sum(),
                forwarded.sum());
    }
}
