package dev.holdfast.engine.hook;

import dev.holdfast.core.Fact;
import dev.holdfast.core.HookRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where webhooks have from what they tell, and where it is written down how far they are. */
public interface HookSource {

    /** Whether this scheduler leads, and has not stopped. */
    boolean mayAct();

    /** How far a webhook is; empty before the loop knows of it. */
    Optional<HookRecord> record(String name);

    /** Events after one, in their order, as many as are at hand. */
    List<Fact.Told> after(long number);

    /** Waits until there are some, or for so long. */
    void await(long number, Duration atMost) throws InterruptedException;

    /** Number of the newest event. */
    long newest();

    /** A webhook was sent an event: whether it took it, to be counted. */
    void tried(String name, boolean taken);

    /** Has it written down. */
    void note(HookRecord record);
}
