package dev.holdfast.cli;

import dev.holdfast.api.cassandra.RingAsks;
import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.LogInfo;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.api.wire.PlanInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Cassandra's nodetool run beside a node, wherever it is: asked for through the API, done as a chore, its output read from the chore's sandbox. */
final class NodeToolBeside {

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** More nobody reads. */
    private static final long MOST_BYTES = 1_000_000;

    private final ClientCall call;
    private final String path;

    NodeToolBeside(ClientCall call) {
        this.call = call;
        this.path = new Target(call.cluster(), "").path();
    }

    /** @param node its short name; empty for the first */
    int run(String node, List<String> words) {
        String beside = node.isEmpty() ? first() : node;
        String where = path + "/nodes/" + ApiClient.segment(beside);
        OutcomeInfo outcome = call.api().post(where + "/nodetool", new RingAsks.Nodetool(words), OutcomeInfo.class);
        long number = outcome.plan().map(PlanInfo::number).orElseThrow();
        PlanInfo plan = stay(number);
        boolean done = plan.status().equals("done");
        copy(where, "stdout");
        if (!done) {
            copy(where, "stderr");
            call.out().flush();
            throw new Failure(
                    Exit.CONFLICT,
                    "nodetool beside " + beside + " came to nothing: "
                            + plan.notes().stream().findFirst().orElse(plan.status()),
                    "holdfast events " + call.cluster());
        }
        call.out().flush();
        return Exit.DONE;
    }

    private String first() {
        return call.api().get(path, ClusterInfo.class).nodes().stream()
                .map(node -> node.id().substring(node.id().indexOf('/') + 1))
                .findFirst()
                .orElseThrow(() ->
                        new Failure(Exit.CONFLICT, call.cluster() + " has no nodes", "holdfast why " + call.cluster()));
    }

    private PlanInfo stay(long number) {
        Instant end = Instant.now().plus(LONGEST);
        while (Instant.now().isBefore(end)) {
            Optional<PlanInfo> plan = call.api().get(path, ClusterInfo.class).plan();
            if (plan.isPresent() && plan.get().number() != number) {
                throw new Failure(
                        Exit.CONFLICT,
                        "plan " + plan.get().number() + " (" + plan.get().title() + ") took its place",
                        "ask again later");
            }
            if (plan.isPresent() && !plan.get().isActive()) {
                return plan.get();
            }
            Follow.pause(LOOK);
        }
        throw new Failure(
                Exit.TIMEOUT,
                "nodetool is not over after " + LONGEST.toMinutes() + " minutes; it goes on",
                "holdfast cancel " + call.cluster() + " ends it");
    }

    private void copy(String where, String file) {
        long offset = 0;
        while (offset < MOST_BYTES) {
            LogInfo part =
                    call.api().get(where + "/logs?chore=nodetool&file=" + file + "&offset=" + offset, LogInfo.class);
            call.out().print(part.text());
            if (part.next() <= offset || part.next() >= part.size()) {
                return;
            }
            offset = part.next();
        }
        call.err().println("(more than " + MOST_BYTES + " bytes: the rest is in the chore's sandbox)");
    }
}
