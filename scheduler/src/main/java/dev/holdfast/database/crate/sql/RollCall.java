package dev.holdfast.database.crate.sql;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.crate.sql.SqlClient.Greeting;
import dev.holdfast.database.crate.sql.Voice.Manner;
import dev.holdfast.model.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Asks many nodes at once, each on a connection of its own, who they are and whom they follow. */
final class RollCall {

    static final String WHO = "select id, name, master_node from sys.cluster";

    /** More voices than this make nothing clearer. */
    static final int MOST_VOICES = 12;

    private static final Duration GRACE = Duration.ofSeconds(1);

    private final ExecutorService workers;
    private final Function<NodeView, SqlClient> opening;

    private final Duration patience;

    /** A roll call that waits this long for a majority. */
    RollCall(ExecutorService workers, Function<NodeView, SqlClient> opening, Duration patience) {
        this.workers = workers;
        this.opening = opening;
        this.patience = patience;
    }

    /**
     * In order of nodes; those whose process runs go first where there are too many. Once a majority agrees, the
     * others have
     * only a moment more: one hung node must not make every look a long one.
     */
    List<Voice> of(ClusterView cluster) {
        Deadline until = Deadline.in(patience);
        TreeMap<NodeId, Voice> heard = new TreeMap<>();
        CompletionService<Voice> calls = new ExecutorCompletionService<>(workers);
        List<Future<Voice>> pending = new ArrayList<>();
        for (NodeView node : asked(cluster)) {
            heard.put(node.id(), silent(node, Manner.SILENT, "no answer in time"));
            Deadline its = until;
            pending.add(calls.submit(() -> ask(node, its)));
        }
        for (int answers = 0; answers < pending.size(); answers++) {
            Optional<Voice> next = next(calls, until);
            if (next.isEmpty()) {
                break;
            }
            heard.put(next.get().node().id(), next.get());
            List<Voice> voices = List.copyOf(heard.values());
            if (!Verdict.of(voices).party().isEmpty()) {
                until = until.orIn(GRACE);
            }
        }
        pending.forEach(call -> call.cancel(true));
        return List.copyOf(heard.values());
    }

    private static Optional<Voice> next(CompletionService<Voice> calls, Deadline until) {
        try {
            Future<Voice> call = calls.poll(until.leftMillis(), TimeUnit.MILLISECONDS);
            return call == null ? Optional.empty() : Optional.of(call.get());
        } catch (ExecutionException e) {
            throw new IllegalStateException("a question failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    static List<NodeView> asked(ClusterView cluster) {
        return cluster.nodes().values().stream()
                .filter(Addresses::hasHttp)
                .sorted(Comparator.comparing((NodeView node) -> !node.processUp())
                        .thenComparing(NodeView::id))
                .limit(MOST_VOICES)
                .sorted(Comparator.comparing(NodeView::id))
                .toList();
    }

    private Voice ask(NodeView node, Deadline until) {
        try (SqlClient client = opening.apply(node)) {
            Answer answer = client.ask(WHO, List.of(), until);
            if (answer instanceof Answer.Silence silence) {
                boolean refused = silence.why().equals(SqlClient.REFUSED);
                return silent(node, refused ? Manner.ABSENT : Manner.SILENT, silence.why());
            }
            Optional<Greeting> greeting = client.greet(until);
            String name = greeting.map(Greeting::name).orElse(node.id().shortName());
            String version = greeting.map(Greeting::version).orElse("");
            String clusterName = greeting.map(Greeting::clusterName).orElse("");
            if (answer instanceof Answer.Rows rows && rows.rows().size() == 1) {
                Answer.Row row = rows.rows().get(0);
                return new Voice(node, Manner.SPEAKS, name, version, row.text(1), row.text(0), row.text(2), "");
            }
            // In its first second a node answers that something in it is null.
            String problem = answer.problem()
                    .filter(text -> !text.startsWith("NullPointerException"))
                    .orElse("it is starting");
            return new Voice(node, manner(answer), name, version, clusterName, "", "", problem);
        }
    }

    private static Manner manner(Answer answer) {
        if (answer instanceof Answer.Refused refused) {
            if (refused.isDisconnected()) {
                return Manner.LEAVING;
            }
            return refused.isDenied() ? Manner.DENIES : Manner.MUTE;
        }
        return Manner.MUTE;
    }

    private static Voice silent(NodeView node, Manner manner, String why) {
        return new Voice(node, manner, node.id().shortName(), "", "", "", "", why);
    }
}
