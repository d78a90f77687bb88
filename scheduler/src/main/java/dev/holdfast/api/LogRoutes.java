package dev.holdfast.api;

import dev.holdfast.api.wire.LaunchInfo;
import dev.holdfast.api.wire.LogFileInfo;
import dev.holdfast.api.wire.LogInfo;
import dev.holdfast.api.wire.NoteInfo;
import dev.holdfast.api.wire.WireJson;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.engine.NodeLogs;
import dev.holdfast.engine.NodeLogs.ChoreLog;
import dev.holdfast.engine.NodeLogs.Launched;
import dev.holdfast.engine.NodeLogs.Piece;
import dev.holdfast.mesos.OperatorException;
import dev.holdfast.model.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Logs of nodes: which there are, parts of them, and as they grow. */
final class LogRoutes implements AutoCloseable {

    private static final String NODE = "/v1/clusters/{cluster}/nodes/{node}";
    private static final String USUAL = "stdout";
    private static final int MOST_FOLLOWERS = 32;
    private static final int MOST_LINES = 100_000;
    private static final int USUAL_BYTES = 10_000;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final int LOOKS_BETWEEN_SIGNS = 10;

    /** Then the stream ends; who still wants it comes again and says how far it was. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Backend backend;
    private final Clock clock;
    private final JsonMapper json = WireJson.mapper();
    private final Streams streams = new Streams("logs", MOST_FOLLOWERS);

    LogRoutes(Backend backend, Clock clock) {
        this.backend = backend;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.list(
                        NODE + "/files",
                        "A node's launches that are remembered, newest first, with the logs that can be read of each",
                        LaunchInfo.class,
                        this::files),
                common(Route.get(NODE + "/logs", "What a node has written", LogInfo.class, this::part))
                        .with("offset", "in bytes; negative counts from the end (usual: -" + USUAL_BYTES + ")")
                        .with("length", "in bytes, at most " + NodeLogs.MOST_BYTES),
                common(Route.stream(
                                NODE + "/logs/stream",
                                "The same as it is written (Server-Sent Events: 'log' with a part, 'note' with a text);"
                                        + " goes on with the next launch; the header Last-Event-ID goes on where one ended",
                                LogInfo.class,
                                call -> streams.open(call.context(), follow(call))))
                        .with("offset", "begin there; negative counts from the end (usual: -" + USUAL_BYTES + ")"));
    }

    private static Route common(Route route) {
        return route.with("file", "as the route of files names it (usual: stdout)")
                .with(
                        "chore",
                        "of a chore beside the node, the one under way or the last of that name: its stdout or stderr")
                .with("incarnation", "of which launch (usual: the newest)")
                .with("lines", "only the last lines, in the last " + NodeLogs.MOST_BYTES + " bytes")
                .with("since", "only lines from then on, as in 10m, by the times in them");
    }

    private NodeId node(Call call) {
        ClusterPicture cluster = backend.cluster(call.path("cluster"));
        NodeId wanted = Backend.node(cluster.name(), call.path("node"));
        if (cluster.nodes().stream().noneMatch(node -> node.id().equals(wanted))) {
            throw Refused.because(
                    Refused.UNKNOWN,
                    "there is no node '" + wanted + "'",
                    "holdfast status " + cluster.name() + " lists them all");
        }
        if (backend.files().launches(wanted).isEmpty()) {
            throw Refused.because(Refused.UNKNOWN, wanted + " was never launched", "holdfast why " + cluster.name());
        }
        return wanted;
    }

    private List<LaunchInfo> files(Call call) throws InterruptedException {
        NodeId node = node(call);
        List<LaunchInfo> all = new ArrayList<>();
        for (Launched launched : backend.files().launches(node)) {
            List<LogFileInfo> files = List.of();
            String problem = "";
            try {
                files = backend.files().list(node, launched.incarnation()).stream()
                        .map(file -> new LogFileInfo(launched.incarnation(), file.name(), file.size(), file.modified()))
                        .toList();
            } catch (OperatorException e) {
                problem = LogTrouble.text(node, launched, e);
            }
            all.add(new LaunchInfo(
                    launched.incarnation(),
                    launched.host(),
                    launched.at(),
                    launched.state(),
                    launched.over(),
                    files,
                    problem));
        }
        return all;
    }

    private LogInfo part(Call call) throws InterruptedException {
        NodeId node = node(call);
        Optional<ChoreLog> chore = chore(call, node);
        Launched launched = launched(call, node, chore);
        String file = chore.map(ChoreLog::name).orElseGet(() -> file(call));
        try {
            Piece piece = first(call, node, launched, file);
            return info(node, file, launched.incarnation(), piece);
        } catch (OperatorException e) {
            throw LogTrouble.of(node, launched, e);
        }
    }

    private Piece first(Call call, NodeId node, Launched launched, String file)
            throws OperatorException, InterruptedException {
        int lines = (int) call.number("lines", 0, 0, MOST_LINES);
        Instant since = EventFilter.since(call.query("since"), clock.instant());
        boolean cut = lines > 0 || since.isAfter(Instant.EPOCH);
        long offset = call.number("offset", cut ? -NodeLogs.MOST_BYTES : -USUAL_BYTES, Long.MIN_VALUE, Long.MAX_VALUE);
        int length = (int) call.number("length", NodeLogs.MOST_BYTES, 0, NodeLogs.MOST_BYTES);
        Piece piece = backend.files().read(node, launched.incarnation(), file, offset, length);
        String text = piece.text();
        if (since.isAfter(Instant.EPOCH)) {
            text = LogCut.since(text, since, ZoneId.systemDefault());
        }
        if (lines > 0) {
            text = LogCut.lines(text, lines);
        }
        return cut
                ? new Piece(
                        piece.next() - text.getBytes(StandardCharsets.UTF_8).length, piece.next(), piece.size(), text)
                : piece;
    }

    private static String file(Call call) {
        return call.query("file").isEmpty() ? USUAL : call.query("file");
    }

    private Optional<ChoreLog> chore(Call call, NodeId node) {
        String chore = call.query("chore");
        if (chore.isEmpty()) {
            return Optional.empty();
        }
        String file = file(call);
        if (!file.equals("stdout") && !file.equals("stderr")) {
            throw Refused.because(Refused.INVALID, "a chore has no file '" + file + "'", "ask for stdout or stderr");
        }
        return Optional.of(backend.files()
                .ofChore(node, chore, file)
                .orElseThrow(() -> Refused.because(
                        Refused.UNKNOWN,
                        "no chore '" + chore + "' was ever done beside " + node + ", as far as is noted",
                        "holdfast events " + node.cluster() + " tells of all")));
    }

    private Launched launched(Call call, NodeId node, Optional<ChoreLog> chore) {
        int wanted = chore.map(ChoreLog::incarnation)
                .orElseGet(() -> (int) call.number("incarnation", 0, 0, Integer.MAX_VALUE));
        List<Launched> all = backend.files().launches(node);
        return all.stream()
                .filter(launched -> wanted == 0 || launched.incarnation() == wanted)
                .findFirst()
                .orElseThrow(() -> Refused.because(
                        Refused.UNKNOWN,
                        "of incarnation " + wanted + " of " + node + " nothing is remembered",
                        "holdfast logs " + node + " --files lists those that are"));
    }

    private LogInfo info(NodeId node, String file, int incarnation, Piece piece) {
        return new LogInfo(
                node.toString(), file, piece.offset(), piece.next(), piece.size(), piece.text(), incarnation);
    }

    private Streams.Pump follow(Call call) {
        NodeId node = node(call);
        Optional<ChoreLog> chore = chore(call, node);
        String file = chore.map(ChoreLog::name).orElseGet(() -> file(call));
        String last =
                Optional.ofNullable(call.context().header("Last-Event-ID")).orElse("");
        Launched launched = launched(call, node, chore);
        return reader -> {
            int incarnation = launched.incarnation();
            long offset;
            if (last.matches("\\d{1,9}:\\d{1,18}")) {
                incarnation = Integer.parseInt(last.substring(0, last.indexOf(':')));
                offset = Long.parseLong(last.substring(last.indexOf(':') + 1));
            } else {
                offset = begin(call, reader, node, launched, file);
            }
            LogFollow follow = new LogFollow(backend.files(), node, file, incarnation, offset);
            long end = System.nanoTime() + LONGEST.toNanos();
            for (int quiet = 0; reader.isServed() && System.nanoTime() < end; ) {
                List<LogFollow.Out> news = follow.look();
                for (LogFollow.Out out : news) {
                    send(reader, node, file, out);
                }
                quiet = news.isEmpty() ? quiet + 1 : 0;
                if (quiet > 0) {
                    Thread.sleep(BETWEEN_LOOKS.toMillis());
                }
                if (quiet >= LOOKS_BETWEEN_SIGNS) {
                    reader.stillHere();
                    quiet = 0;
                }
            }
        };
    }

    private long begin(Call call, Streams.Reader reader, NodeId node, Launched launched, String file)
            throws IOException, InterruptedException {
        try {
            Piece piece = first(call, node, launched, file);
            if (!piece.text().isEmpty()) {
                send(
                        reader,
                        node,
                        file,
                        new LogFollow.Out(launched.incarnation(), piece.next(), Optional.of(piece), ""));
            }
            return piece.next();
        } catch (OperatorException e) {
            return 0; // what stands in the way is said by the first look
        }
    }

    private void send(Streams.Reader reader, NodeId node, String file, LogFollow.Out out) throws IOException {
        String id = out.incarnation() + ":" + out.next();
        if (out.piece().isPresent()) {
            LogInfo info = info(node, file, out.incarnation(), out.piece().get());
            reader.send(id, "log", json.writeValueAsString(info));
        } else {
            reader.send(id, "note", json.writeValueAsString(new NoteInfo(out.note())));
        }
    }

    @Override
    public void close() {
        streams.close();
    }
}
