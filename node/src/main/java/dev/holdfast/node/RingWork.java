package dev.holdfast.node;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.management.JMException;

/**
 * The operations of {@link RingTool}. Each is begun only if it is not done yet, as far as Cassandra remembers, so that it may be asked for again after any
 * end. An operation without a keyspace is for all keyspaces whose data is spread over the ring.
 */
final class RingWork {

    /** All operations. */
    static final List<String> NAMES = List.of(
            "drain",
            "decommission",
            "cleanup",
            "repair",
            "upgradesstables",
            "snapshot",
            "clearsnapshot",
            "flush",
            "compact",
            "rebuild",
            "removenode");

    private static final String STORAGE = RingReport.STORAGE;
    private static final String STRING = String.class.getName();
    private static final String STRINGS = String[].class.getName();

    /** How often progress is looked at. */
    private static final long LOOK_MILLIS = 1_000;

    private final Beans beans;
    private final Progress progress;
    private final RingProgress looks;

    RingWork(Beans beans, Progress progress) {
        this.beans = beans;
        this.progress = progress;
        this.looks = new RingProgress(beans);
    }

    static boolean isKnown(String name) {
        return NAMES.contains(name);
    }

    /** Does it; returns what to say of it. */
    String perform(List<String> words) throws IOException, JMException, InterruptedException {
        List<String> rest = words.subList(1, words.size());
        return switch (words.get(0)) {
            case "drain" -> drain();
            case "decommission" -> decommission(rest.contains("--force"));
            case "cleanup" -> overKeyspaces("cleanup", rest, "Cleanup", this::cleanup);
            case "repair" -> new RingRepair(beans, progress).perform(rest);
            case "upgradesstables" -> overKeyspaces("upgradesstables", rest, "Upgrade", this::upgrade);
            case "flush" -> overKeyspaces("flush", rest, "", this::flush);
            case "compact" -> overKeyspaces("compact", rest, "Compaction", this::compact);
            case "snapshot" -> snapshot(one(rest, "a tag"));
            case "clearsnapshot" -> clearSnapshot(one(rest, "a tag"));
            case "removenode" -> new RingRemoval(beans, progress).perform(one(rest, "a host id"));
            case "rebuild" -> new RingRebuild(beans, progress).perform(rest);
            default -> throw new IllegalArgumentException("there is no " + words.get(0));
        };
    }

    /** Stops in Cassandra what can be stopped there; what cannot goes on, and is found again by whoever asks for it next. */
    void giveUp(String name) {
        try {
            switch (name) {
                case "repair" -> beans.call(STORAGE, "forceTerminateAllRepairSessions", new Object[0]);
                case "cleanup" -> stop("CLEANUP");
                case "upgradesstables" -> stop("UPGRADE_SSTABLES");
                case "compact" -> {
                    stop("MAJOR_COMPACTION");
                    stop("COMPACTION");
                }
                default -> {
                    // Drained or decommissioned in half is nothing to stop at.
                }
            }
        } catch (IOException | JMException | RuntimeException e) {
            progress.tell("could not be stopped in Cassandra: " + Beans.said(e));
        }
    }

    private void stop(String type) throws IOException, JMException {
        beans.call(RingReport.COMPACTIONS, "stopCompaction", new Object[] {type}, STRING);
    }

    private String drain() throws IOException, JMException, InterruptedException {
        if (!mode().equals("DRAINED")) {
            during(() -> beans.call(STORAGE, "drain", new Object[0]), () -> beans.text(STORAGE, "DrainProgress"));
        }
        return "drained: it serves nobody any more, and its commit log is empty";
    }

    /** One that is under way is waited for, not asked for again. */
    private String decommission(boolean force) throws IOException, JMException, InterruptedException {
        String mode = mode();
        if (mode.equals("LEAVING")) {
            while (mode.equals("LEAVING")) {
                progress.tell(looks.streams("leaving"));
                Thread.sleep(LOOK_MILLIS);
                mode = known(mode());
            }
        } else if (!mode.equals("DECOMMISSIONED")) {
            during(
                    () -> beans.call(STORAGE, "decommission", new Object[] {force}, "boolean"),
                    () -> looks.streams("leaving"));
            mode = known(mode());
        }
        if (!mode.equals("DECOMMISSIONED")) {
            throw new JMException("Cassandra says " + mode + " after it; its log tells why");
        }
        return "left the ring: its data is on the other nodes";
    }

    /** A node whose connection broke says nothing of its mode, which must not be taken for one. */
    private static String known(String mode) throws IOException {
        if (mode.isEmpty()) {
            throw new IOException("Cassandra does not answer any more");
        }
        return mode;
    }

    private void cleanup(String keyspace) throws IOException, JMException {
        // Two tables at a time, as nodetool; 0 is all well.
        check(
                "cleanup",
                keyspace,
                beans.call(
                        STORAGE,
                        "forceKeyspaceCleanup",
                        new Object[] {2, keyspace, new String[0]},
                        "int",
                        STRING,
                        STRINGS));
    }

    private void upgrade(String keyspace) throws IOException, JMException {
        check(
                "upgradesstables",
                keyspace,
                beans.call(
                        STORAGE,
                        "upgradeSSTables",
                        new Object[] {keyspace, true, 2, new String[0]},
                        STRING,
                        "boolean",
                        "int",
                        STRINGS));
    }

    private void flush(String keyspace) throws IOException, JMException {
        beans.call(STORAGE, "forceKeyspaceFlush", new Object[] {keyspace, new String[0]}, STRING, STRINGS);
    }

    private void compact(String keyspace) throws IOException, JMException {
        beans.call(
                STORAGE,
                "forceKeyspaceCompaction",
                new Object[] {false, keyspace, new String[0]},
                "boolean",
                STRING,
                STRINGS);
    }

    private static void check(String what, String keyspace, Object status) throws JMException {
        if (status instanceof Number number && number.intValue() != 0) {
            throw new JMException(what + " of " + keyspace + " was aborted or could not begin on some tables");
        }
    }

    private String snapshot(String tag) throws IOException, JMException, InterruptedException {
        if (!beans.map(STORAGE, "SnapshotDetails").containsKey(tag)) {
            during(
                    () -> beans.call(
                            STORAGE,
                            "takeSnapshot",
                            new Object[] {tag, new TreeMap<String, String>(), new String[0]},
                            STRING,
                            Map.class.getName(),
                            STRINGS),
                    () -> "flushing and linking files");
        }
        return "snapshot " + tag + " is there";
    }

    private String clearSnapshot(String tag) throws IOException, JMException, InterruptedException {
        during(
                () -> beans.call(STORAGE, "clearSnapshot", new Object[] {tag, new String[0]}, STRING, STRINGS),
                () -> "removing files");
        return "snapshot " + tag + " is gone";
    }

    private interface OnKeyspace {
        void perform(String keyspace) throws IOException, JMException;
    }

    private String overKeyspaces(String what, List<String> given, String compaction, OnKeyspace work)
            throws IOException, JMException, InterruptedException {
        List<String> keyspaces = given.isEmpty() ? spread(beans, what) : given;
        int done = 0;
        for (String keyspace : keyspaces) {
            String head = what + " of " + keyspace + ", " + done + " of " + keyspaces.size() + " keyspaces done";
            progress.tell(head);
            during(
                    () -> {
                        work.perform(keyspace);
                        return "";
                    },
                    () -> compaction.isEmpty() ? "" : head + looks.compactions(compaction));
            done++;
        }
        return what + " of " + (given.isEmpty() ? keyspaces.size() + " keyspaces" : String.join(", ", given)) + " done";
    }

    /** Keyspaces whose data is spread over the ring; files of a new format are wanted of all keyspaces. */
    static List<String> spread(Beans beans, String what) throws IOException {
        List<String> keyspaces =
                beans.texts(STORAGE, what.equals("upgradesstables") ? "Keyspaces" : "NonLocalStrategyKeyspaces");
        if (keyspaces.isEmpty()) {
            throw new IOException("Cassandra does not tell its keyspaces");
        }
        return keyspaces.stream().sorted().toList();
    }

    private String mode() {
        return beans.text(STORAGE, "OperationMode");
    }

    private static String one(List<String> words, String what) {
        if (words.size() != 1) {
            throw new IllegalArgumentException(what + " is needed");
        }
        return words.get(0);
    }

    /** One that may take long. */
    interface Call {
        Object run() throws IOException, JMException;
    }

    /** Calls on a thread of its own, and tells how far it is meanwhile. */
    private void during(Call call, Supplier<String> look) throws IOException, JMException, InterruptedException {
        during(call, look, progress);
    }

    /** The same for whoever has work of his own. */
    static void during(Call call, Supplier<String> look, Progress progress)
            throws IOException, JMException, InterruptedException {
        FutureTask<Object> task = new FutureTask<>(call::run);
        Thread thread = new Thread(task, "ring-call");
        thread.setDaemon(true);
        thread.start();
        while (true) {
            try {
                task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                progress.tell(look.get());
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                if (cause instanceof IOException lost) {
                    throw lost;
                }
                throw new JMException(Beans.said(e));
            }
        }
    }
}
