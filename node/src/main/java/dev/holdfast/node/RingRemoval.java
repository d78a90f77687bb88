package dev.holdfast.node;

import java.io.IOException;
import javax.management.JMException;

/**
 * Takes a dead member out of the ring: those who hold its ranges then make their copies from the others'. One that is under way is
 * waited for, not asked for again; one that is out already is done.
 */
final class RingRemoval {

    private static final String STRING = String.class.getName();

    /** In what Cassandra answers where this node takes another out already. */
    private static final String UNDER_WAY = "already processing a removal";

    private static final String UNKNOWN = "Host ID not found";
    private static final long LOOK_MILLIS = 1_000;

    private final Beans beans;
    private final Progress progress;

    RingRemoval(Beans beans, Progress progress) {
        this.beans = beans;
        this.progress = progress;
    }

    String perform(String hostId) throws IOException, JMException, InterruptedException {
        while (true) {
            try {
                RingWork.during(
                        () -> beans.call(RingReport.STORAGE, "removeNode", new Object[] {hostId}, STRING),
                        () -> beans.text(RingReport.STORAGE, "RemovalStatus"),
                        progress);
                return "took " + hostId + " out of the ring";
            } catch (JMException e) {
                String said = String.valueOf(e.getMessage());
                if (said.contains(UNKNOWN)) {
                    return hostId + " is not in the ring any more";
                }
                if (!said.contains(UNDER_WAY)) {
                    throw e;
                }
                progress.tell(beans.text(RingReport.STORAGE, "RemovalStatus"));
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }
}
