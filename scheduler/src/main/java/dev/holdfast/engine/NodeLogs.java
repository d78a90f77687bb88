package dev.holdfast.engine;

import dev.holdfast.core.PastLaunch;
import dev.holdfast.core.Written;
import dev.holdfast.mesos.OperatorApi;
import dev.holdfast.mesos.OperatorException;
import dev.holdfast.mesos.Sandbox;
import dev.holdfast.model.ExecutorId;
import dev.holdfast.model.FrameworkId;
import dev.holdfast.model.NodeId;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Logs of nodes, of their newest and of earlier launches, and of chores beside them: read from their sandboxes and volumes through the
 * agents' file API. Only logs can be read: whatever else lies there may be secret. What is secret in logs is hidden.
 */
public final class NodeLogs {

    /** So many bytes come at once at most. */
    public static final int MOST_BYTES = 1 << 20;

    private static final String CHORES = "chores/";
    private static final String VOLUME = "volume/";
    private static final String LOGS = "logs";

    private final Supplier<Optional<FrameworkId>> framework;
    private final Function<NodeId, List<PastLaunch>> launches;
    private final BiFunction<NodeId, String, Optional<Written>> chores;
    private final Sandboxes sandboxes;
    private final SecretMask mask;

    public NodeLogs(
            Supplier<Optional<FrameworkId>> framework,
            Function<NodeId, List<PastLaunch>> launches,
            BiFunction<NodeId, String, Optional<Written>> chores,
            Sandboxes sandboxes,
            SecretMask mask) {
        this.framework = framework;
        this.launches = launches;
        this.chores = chores;
        this.sandboxes = sandboxes;
        this.mask = mask;
    }

    /**
     * A launch of which there may be logs.
     *
     * @param incarnation its number
     * @param state as Mesos says it, in lower case
     */
    public record Launched(int incarnation, String host, Instant at, String state, boolean over) {}

    /** A log by its name, as {@link #read} takes it. */
    public record LogFile(String name, long size, Instant modified) {}

    /**
     * Bytes of a log, as text.
     *
     * @param offset of the first byte
     * @param next offset to go on from
     * @param size of the whole so far
     */
    public record Piece(long offset, long next, long size, String text) {}

    /** The newest first. */
    public List<Launched> launches(NodeId node) {
        return launches.apply(node).stream()
                .map(launch -> new Launched(
                        launch.number(),
                        launch.host(),
                        launch.sentAt(),
                        launch.state().name().toLowerCase(java.util.Locale.ROOT),
                        launch.state().isOver()))
                .toList();
    }

    /**
     * What logs there are, in the order of their names.
     *
     * @param incarnation its number; 0 for the newest
     */
    public List<LogFile> list(NodeId node, int incarnation) throws OperatorException, InterruptedException {
        PastLaunch launch = launch(node, incarnation);
        String executor = executor(launch);
        List<LogFile> found = new ArrayList<>();
        for (OperatorApi.FileEntry task : sandboxes.list(agent(launch), executor + "/tasks")) {
            String id = name(task);
            String prefix = id.equals(launch.task().value()) ? "" : CHORES + id + "/";
            collect(launch, executor + "/tasks/" + id, prefix, found);
        }
        if (!launch.volumePath().isEmpty()) {
            collectLogs(launch, executor + "/" + launch.volumePath() + "/" + LOGS, VOLUME + LOGS + "/", found);
        }
        found.sort(Comparator.comparing(LogFile::name));
        return List.copyOf(found);
    }

    private void collect(PastLaunch launch, String directory, String prefix, List<LogFile> found)
            throws OperatorException, InterruptedException {
        for (OperatorApi.FileEntry entry : sandboxes.list(agent(launch), directory)) {
            String name = name(entry);
            if (entry.isDirectory() && name.equals(LOGS)) {
                collectLogs(launch, directory + "/" + LOGS, prefix + LOGS + "/", found);
            } else if (!entry.isDirectory() && isLog(name)) {
                found.add(new LogFile(prefix + name, entry.size(), entry.modified()));
            }
        }
    }

    /** Everything in a directory of logs; that there is none is no fault. */
    private void collectLogs(PastLaunch launch, String directory, String prefix, List<LogFile> found)
            throws OperatorException, InterruptedException {
        try {
            for (OperatorApi.FileEntry entry : sandboxes.list(agent(launch), directory)) {
                if (!entry.isDirectory()) {
                    found.add(new LogFile(prefix + name(entry), entry.size(), entry.modified()));
                }
            }
        } catch (OperatorException e) {
            if (e.kind() != OperatorException.Kind.MISSING) {
                throw e;
            }
        }
    }

    private static String name(OperatorApi.FileEntry entry) {
        return entry.path().substring(entry.path().lastIndexOf('/') + 1);
    }

    /** In a sandbox itself there is much that is no log. */
    private static boolean isLog(String name) {
        return name.matches("(stdout|stderr)(\\.\\d+)?(\\.gz)?|.*\\.log(\\.\\d+)?");
    }

    /**
     * The log of a chore beside a node: of the one of that name that is under way, or of the last.
     *
     * @param file {@code stdout} or {@code stderr}
     */
    public Optional<ChoreLog> ofChore(NodeId node, String chore, String file) {
        return chores.apply(node, chore)
                .flatMap(written -> launches.apply(node).stream()
                        .filter(launch ->
                                launch.task().value().equals(written.executor().value()))
                        .map(launch -> new ChoreLog(launch.number(), CHORES + written.task() + "/" + file))
                        .findFirst());
    }

    /** A log by the launch that it goes with, and its name. */
    public record ChoreLog(int incarnation, String name) {}

    /**
     * A part of a log.
     *
     * @param incarnation its number; 0 for the newest
     * @param file as {@link #list} names it
     * @param offset in bytes; negative counts from the end
     */
    public Piece read(NodeId node, int incarnation, String file, long offset, int length)
            throws OperatorException, InterruptedException {
        PastLaunch launch = launch(node, incarnation);
        String path = path(launch, file);
        long size = sandboxes.read(agent(launch), path, 0, 1).size();
        long from = offset < 0 ? Math.max(0, size + offset) : offset;
        if (from >= size) {
            return new Piece(from, Math.min(from, size), size, "");
        }
        int wanted = (int) Math.min(Math.min(length, MOST_BYTES), size - from);
        int reach = mask.reach();
        long begin = Math.max(0, from - reach);
        byte[] bytes = bytes(launch, path, begin, (int) (from - begin) + wanted + reach);
        mask.hide(bytes);
        int first = (int) Math.min(bytes.length, from - begin);
        int end = Math.min(bytes.length, first + wanted);
        end = end > first ? wholeLetters(bytes, first, end, from - first + end >= size) : end;
        return new Piece(
                from,
                from + end - first,
                Math.max(size, from + end - first),
                new String(bytes, first, end - first, StandardCharsets.UTF_8));
    }

    private byte[] bytes(PastLaunch launch, String path, long begin, int length)
            throws OperatorException, InterruptedException {
        ByteArrayOutputStream all = new ByteArrayOutputStream(length);
        while (all.size() < length) {
            int wanted = Math.min(length - all.size(), OperatorApi.MAX_READ_BYTES);
            byte[] part = sandboxes
                    .read(agent(launch), path, begin + all.size(), wanted)
                    .data();
            if (part.length == 0) {
                break;
            }
            all.write(part, 0, part.length);
        }
        return all.toByteArray();
    }

    /** A letter of several bytes that is cut comes with the next part, unless there will be none or it is none. */
    private static int wholeLetters(byte[] bytes, int first, int end, boolean isEnd) {
        int lead = end - 1;
        while (lead > first && end - lead < 4 && (bytes[lead] & 0xC0) == 0x80) {
            lead--;
        }
        int begin = bytes[Math.max(lead, 0)] & 0xFF;
        int letter = begin >= 0xF0 ? 4 : begin >= 0xE0 ? 3 : begin >= 0xC0 ? 2 : 1;
        return !isEnd && lead > first && end - lead < letter ? lead : end;
    }

    private String path(PastLaunch launch, String file) throws OperatorException {
        if (file.startsWith("/") || List.of(file.split("/", -1)).contains("..")) {
            throw missing("there is no log '" + file + "'");
        }
        String executor = executor(launch);
        if (file.startsWith(VOLUME)) {
            String rest = file.substring(VOLUME.length());
            check(rest.startsWith(LOGS + "/"), file);
            return executor + "/" + launch.volumePath() + "/" + rest;
        }
        String task = launch.task().value();
        String rest = file;
        if (file.startsWith(CHORES) && file.indexOf('/', CHORES.length()) > 0) {
            int slash = file.indexOf('/', CHORES.length());
            task = file.substring(CHORES.length(), slash);
            rest = file.substring(slash + 1);
        }
        check(rest.startsWith(LOGS + "/") || (isLog(rest) && rest.indexOf('/') < 0), file);
        return executor + "/tasks/" + task + "/" + rest;
    }

    private static void check(boolean isLog, String file) throws OperatorException {
        if (!isLog) {
            throw missing("'" + file + "' is no log");
        }
    }

    private static OperatorException missing(String text) {
        return new OperatorException(OperatorException.Kind.MISSING, text);
    }

    private PastLaunch launch(NodeId node, int incarnation) throws OperatorException {
        return launches.apply(node).stream()
                .filter(launch -> incarnation == 0 || launch.number() == incarnation)
                .findFirst()
                .orElseThrow(() -> missing(
                        incarnation == 0
                                ? node + " was never launched"
                                : "of incarnation " + incarnation + " of " + node + " nothing is known"));
    }

    private String executor(PastLaunch launch) throws OperatorException {
        FrameworkId id = framework
                .get()
                .orElseThrow(
                        () -> new OperatorException(OperatorException.Kind.UNREACHABLE, "not subscribed to Mesos yet"));
        return Sandbox.ofExecutor(id, new ExecutorId(launch.task().value()));
    }

    private static URI agent(PastLaunch launch) {
        String host = launch.address();
        return URI.create("http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + launch.port());
    }
}
