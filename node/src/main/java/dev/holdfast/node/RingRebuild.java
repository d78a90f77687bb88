package dev.holdfast.node;

import java.io.IOException;
import java.util.List;
import javax.management.JMException;

/**
 * Lets a node get its data from another data centre. Cassandra goes on with that when whoever asked for it goes away, and does not let a
 * second begin: then the first is waited for.
 */
final class RingRebuild {

    private static final String STRING = String.class.getName();

    /** In what Cassandra answers while one is under way. */
    private static final String UNDER_WAY = "still rebuilding";

    private static final long LOOK_MILLIS = 1_000;

    private final Beans beans;
    private final Progress progress;
    private final RingProgress looks;

    RingRebuild(Beans beans, Progress progress) {
        this.beans = beans;
        this.progress = progress;
        this.looks = new RingProgress(beans);
    }

    /** @param words the data centre to get it from, and perhaps keyspaces with commas between */
    String perform(List<String> words) throws IOException, JMException, InterruptedException {
        if (words.isEmpty() || words.size() > 2) {
            throw new IllegalArgumentException("a data centre is needed, and perhaps keyspaces");
        }
        String dc = words.get(0);
        if (words.size() == 1) {
            rebuild("rebuilding", () -> beans.call(RingReport.STORAGE, "rebuild", new Object[] {dc}, STRING));
            return "has its data from " + dc;
        }
        for (String keyspace : words.get(1).split(",", -1)) {
            rebuild(
                    "rebuilding " + keyspace,
                    () -> beans.call(
                            RingReport.STORAGE,
                            "rebuild",
                            new Object[] {dc, keyspace, null, null},
                            STRING,
                            STRING,
                            STRING,
                            STRING));
        }
        return "has its data of " + words.get(1) + " from " + dc;
    }

    private void rebuild(String what, RingWork.Call call) throws IOException, JMException, InterruptedException {
        while (true) {
            try {
                RingWork.during(call, () -> looks.streams(what), progress);
                return;
            } catch (JMException e) {
                if (!String.valueOf(e.getMessage()).contains(UNDER_WAY)) {
                    throw e;
                }
                progress.tell(looks.streams(what));
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }
}
