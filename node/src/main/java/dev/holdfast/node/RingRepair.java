package dev.holdfast.node;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.management.JMException;
import javax.management.Notification;
import javax.management.NotificationListener;
import javax.management.ObjectName;

/**
 * A repair, keyspace by keyspace. Cassandra does it behind the call and tells by notifications how far it is; those may get lost, so the end is what its
 * list of repairs says, by {@link RepairStatus}.
 *
 * <p>Words: {@code --all} repairs all ranges that the node holds, not only those it holds first, which together with the other nodes' are all;
 * {@code --incremental} repairs only what no repair has seen.
 */
final class RingRepair {

    private static final String STORAGE = RingReport.STORAGE;
    private static final long LOOK_MILLIS = 1_000;

    private static final String IN_PROGRESS = "IN_PROGRESS";
    private static final String COMPLETED = "COMPLETED";

    private final Beans beans;
    private final Progress progress;

    RingRepair(Beans beans, Progress progress) {
        this.beans = beans;
        this.progress = progress;
    }

    String perform(List<String> words) throws IOException, JMException, InterruptedException {
        List<String> given = new ArrayList<>(words);
        boolean all = given.remove("--all");
        boolean incremental = given.remove("--incremental");
        List<String> keyspaces = given.isEmpty() ? RingWork.spread(beans, "repair") : given;
        Map<String, String> options = new HashMap<>();
        options.put("parallelism", "parallel");
        options.put("primaryRange", Boolean.toString(!all));
        options.put("incremental", Boolean.toString(incremental));
        options.put("trace", "false");
        Listener listener = new Listener();
        ObjectName storage = new ObjectName(STORAGE);
        beans.server().addNotificationListener(storage, listener, null, null);
        try {
            int done = 0;
            for (String keyspace : keyspaces) {
                String head = "repair of " + keyspace + ", " + done + " of " + keyspaces.size() + " keyspaces done";
                progress.tell(head);
                repair(keyspace, options, listener, head);
                done++;
            }
            return "repaired " + (given.isEmpty() ? keyspaces.size() + " keyspaces" : String.join(", ", given));
        } finally {
            beans.server().removeNotificationListener(storage, listener);
        }
    }

    private void repair(String keyspace, Map<String, String> options, Listener listener, String head)
            throws IOException, JMException, InterruptedException {
        Object number = beans.call(
                STORAGE, "repairAsync", new Object[] {keyspace, options}, String.class.getName(), Map.class.getName());
        int command = number instanceof Number found ? found.intValue() : 0;
        if (command == 0) {
            return; // nothing to repair: one replica, or no node holds more than one
        }
        while (true) {
            for (String line = listener.lines.poll(); line != null; line = listener.lines.poll()) {
                progress.tell(head + ": " + line);
            }
            List<String> status = status(command);
            String state = status.isEmpty() ? IN_PROGRESS : status.get(0);
            if (state.equals(COMPLETED)) {
                return;
            }
            if (!state.equals(IN_PROGRESS)) {
                String last = status.size() < 2 ? "its log tells why" : status.get(status.size() - 1);
                throw new JMException("repair of " + keyspace + " failed: "
                        + last.lines().findFirst().orElse(""));
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** The state, then what was said; empty while it is not listed yet. */
    private List<String> status(int command) throws IOException, JMException {
        Object status = beans.call(RepairStatus.NAME, "status", new Object[] {command}, "int");
        return status instanceof String[] lines ? List.of(lines) : List.of();
    }

    /** Keeps what is said in between, for the thread that waits. */
    private static final class Listener implements NotificationListener {
        private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        public void handleNotification(Notification notification, Object handback) {
            if (!"progress".equals(notification.getType())
                    || !(notification.getUserData() instanceof Map<?, ?> data)
                    || !(data.get("progressCount") instanceof Number count)
                    || !(data.get("total") instanceof Number total)
                    || total.longValue() <= 0) {
                return;
            }
            lines.add(count.longValue() * 100 / total.longValue() + "%");
        }
    }
}
