package dev.holdfast.core;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Launch;
import dev.holdfast.database.Rules;
import dev.holdfast.model.ExecutorId;
import dev.holdfast.model.ExecutorSpec;
import dev.holdfast.model.Operation;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.spec.ClusterSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Turns a stopped node and the offer that shows its volume into a launch.
 *
 * <ol>
 *   <li>The moment must have come: back-off over, no other process of it left, no newer volume of its own that the state does not know, groups
 *       that start earlier not waiting themselves, not too many starting at once.
 *   <li>The software must be at hand, with its checksums, and agents must know where to fetch it.
 *   <li>The package renders the launch from the present view. What it rendered is part of the intent, which is durable before
 *       LAUNCH_GROUP leaves; so any leader serves the same bytes.
 * </ol>
 */
final class Launching {

    private static final String BACK_OFF = "back-off";

    /** Name of the wait of a node that stands on an older volume than it had: a person says which it is. */
    static final String NEWER = "newer-volume";

    /** Name of the wait of a node that is not started again by itself. */
    static final String PARKED = "parked";

    /** Class-data archives are large, and the Java that maps one verifies it itself. */
    private static final String CLASS_DATA = ".jsa";

    /** A node that gets no offer for this long no longer keeps groups behind it from starting. */
    private static final Duration HELD_BACK = Duration.ofSeconds(30);

    /** A node that is not ready after this long no longer keeps others from starting. */
    private static final Duration STARTING_AT_MOST = Duration.ofMinutes(1);

    /** Why not now; empty if now. Also asks for software that is missing. */
    Optional<String> hindrance(Turn turn, ClusterRecord cluster, NodeRecord node) {
        if (node.trouble().isParked()) {
            park(turn, node);
            return Optional.of(PARKED);
        }
        if (turn.now.isBefore(node.trouble().retryAt())) {
            turn.wake(node.trouble().retryAt());
            turn.wait(
                    node.id(),
                    BACK_OFF,
                    node.trouble().failures() == 0
                            ? node.trouble().text()
                            : "ended " + node.trouble().failures() + " times in a row; last: "
                                    + node.trouble().text(),
                    "holdfast start " + node.id() + " tries at once" + orElse(node),
                    Optional.of(node.trouble().retryAt()));
            return Optional.of(BACK_OFF);
        }
        Optional<TaskId> stray = Strays.beside(turn, node);
        if (stray.isPresent()) {
            turn.wait(
                    node.id(),
                    Strays.RULE,
                    stray.get()
                            + " is its process too, of which the state does not know; it was asked to end and has not yet",
                    "if its agent will not come back, mark that gone",
                    Optional.empty());
            return Optional.of(Strays.RULE);
        }
        Optional<Leak> newer = Leaks.newerThan(turn.state(), node);
        if (newer.isPresent()) {
            turn.wait(
                    node.id(),
                    NEWER,
                    "it was given a newer volume, " + newer.get().uid() + " on "
                            + newer.get().agent().hostname()
                            + ", of which the state does not know, and may have written there last",
                    "holdfast audit adopt " + newer.get().uid() + " gives that back to it; holdfast audit release "
                            + newer.get().uid() + " destroys it, and the node starts on the older one",
                    Optional.empty());
            return Optional.of(NEWER);
        }
        if (Resting.isHeld(turn, cluster, node)) {
            return Optional.of(Leaving.RULE);
        }
        Optional<String> order = startOrder(turn, cluster, node);
        if (order.isPresent()) {
            turn.wait(node.id(), "start-order", order.get(), "", Optional.empty());
            return order;
        }
        if (turn.sight().servingAt().isEmpty()) {
            turn.wait(node.id(), "artifacts", "the artifact listener is not up yet", "", Optional.empty());
            return Optional.of("artifacts");
        }
        return Optional.empty();
    }

    private static void park(Turn turn, NodeRecord node) {
        int failures = node.trouble().failures();
        String after = failures == 0 ? "" : " after " + failures + " failures in a row; last";
        turn.wait(
                node.id(),
                PARKED,
                "is not started again by itself" + after + ": " + node.trouble().text(),
                "mend the cause, then holdfast start " + node.id() + "; a change of the target tries again, too"
                        + orElse(node),
                Optional.empty());
    }

    /** What may help against how its last process ended. */
    private static String orElse(NodeRecord node) {
        String remedy = node.incarnation()
                .map(last -> TaskAnswer.to(last.state(), last.reason()).remedy())
                .orElse("")
                .replace("CLUSTER", node.id().cluster().value())
                .replace("GROUP", node.id().group());
        return remedy.isEmpty() ? "" : "; " + remedy;
    }

    private static Optional<String> startOrder(Turn turn, ClusterRecord cluster, NodeRecord node) {
        ClusterView view = Views.of(turn, cluster);
        for (String group : cluster.spec().groups().keySet()) {
            if (group.equals(node.id().group())) {
                break;
            }
            for (NodeRecord earlier : turn.state().nodesOf(cluster.name())) {
                boolean waits = earlier.id().group().equals(group)
                        && earlier.goal() == dev.holdfast.plan.Goal.RUNNING
                        && earlier.state() == NodeState.STOPPED
                        && earlier.trouble().failures() == 0;
                if (waits && !isHeldBack(turn, earlier)) {
                    return Optional.of(earlier.id().shortName() + " starts first");
                }
            }
        }
        int limit = turn.rules(cluster).startsAtOnce(node.id().group(), view);
        List<NodeRecord> starting = turn.state().nodesOf(cluster.name()).stream()
                .filter(other -> other.id().group().equals(node.id().group()))
                .filter(other -> isStarting(other, turn.now))
                .toList();
        if (starting.size() < limit) {
            return Optional.empty();
        }
        starting.forEach(
                other -> turn.wake(other.incarnation().orElseThrow().sentAt().plus(STARTING_AT_MOST)));
        return Optional.of(starting.size() + " of its group are starting, at most " + limit + " at once");
    }

    /** One whose agent is away, for example, does not hold back all that start after it. */
    private static boolean isHeldBack(Turn turn, NodeRecord earlier) {
        boolean held = Optional.ofNullable(turn.sight().waits().get(earlier.id()))
                .filter(reason -> reason.rule().equals(OfferUse.OFFER)
                        || reason.rule().equals(OfferUse.DRAINING)
                        || reason.rule().equals(BACK_OFF)
                        || reason.rule().equals(PARKED))
                .isPresent();
        if (!held) {
            return false;
        }
        Instant until = earlier.since().plus(HELD_BACK);
        if (turn.now.isBefore(until)) {
            turn.wake(until);
            return false;
        }
        return true;
    }

    private static boolean isStarting(NodeRecord node, Instant now) {
        return switch (node.state()) {
            case LAUNCHING, STARTING, RUNNING ->
                now.isBefore(node.incarnation().orElseThrow().sentAt().plus(STARTING_AT_MOST));
            default -> false;
        };
    }

    /** Launches the node from the offer on the desk, unless its software is not at hand. */
    void launch(Turn turn, ClusterRecord cluster, NodeRecord node, Desk desk, Resources reserved, Resource volume) {
        Rules rules = turn.rules(cluster);
        int number = node.launches() + 1;
        ClusterSpec target = Advertising.target(cluster, node);
        ClusterView view = Views.of(turn.state(), cluster, target, turn.now);
        Launch launch = rules.launch(view, node.id(), number);
        Optional<List<Software.File>> software = Supply.files(turn, cluster, node, launch);
        if (software.isEmpty()) {
            return;
        }
        Launch complete = complete(turn, cluster, launch);
        SortedMap<String, String> inputs = rules.inputs(target, node.id());
        Incarnation incarnation =
                intent(turn, cluster, node, complete, inputs, software.get(), number, reserved, volume);
        turn.effect(new Effect.Serve(bySha256(complete.files())));
        turn.put(node.launched(incarnation, turn.now));
        turn.tell(
                EventKind.NODE,
                node.id(),
                node.id().shortName() + " is launched on " + desk.offer().hostname() + " (incarnation " + number + ")");
        Resources used =
                incarnation.executor().resources().plus(incarnation.task().resources());
        desk.add(new Operation.LaunchGroup(incarnation.executor(), List.of(incarnation.task())), used);
    }

    /** A launch with the files that describe its software. */
    static Launch complete(Turn turn, ClusterRecord cluster, Launch launch) {
        SortedMap<String, String> files = new TreeMap<>(launch.files());
        for (String name : launch.software()) {
            describe(turn, Supply.key(cluster, name), name, files);
        }
        return new Launch(
                launch.software(),
                files,
                launch.command(),
                launch.environment(),
                launch.volumePath(),
                launch.graceSeconds());
    }

    /** What the start command needs to find and verify a set of software: its class path and its checksums. */
    private static void describe(Turn turn, String key, String name, SortedMap<String, String> files) {
        if (turn.sight().software().get(key) instanceof Software.Ready ready) {
            StringBuilder classPath = new StringBuilder();
            StringBuilder checksums = new StringBuilder();
            for (Software.File file : ready.files()) {
                if (!file.path().endsWith(CLASS_DATA)) {
                    checksums
                            .append(file.sha256())
                            .append("  ")
                            .append(file.path())
                            .append('\n');
                }
                if (file.path().endsWith(".jar")) {
                    classPath.append(classPath.isEmpty() ? "" : ":").append(file.path());
                }
            }
            files.put("lib/" + name + ".classpath", classPath.append('\n').toString());
            files.put("lib/" + name + ".sha256", checksums.toString());
        }
    }

    private static Incarnation intent(
            Turn turn,
            ClusterRecord cluster,
            NodeRecord node,
            Launch launch,
            SortedMap<String, String> inputs,
            List<Software.File> software,
            int number,
            Resources reserved,
            Resource volume) {
        Claim claim = node.claim().orElseThrow();
        // Minted for each launch: numbers begin anew with a node that is removed and added again, or with an older
        // state.
        String id = cluster.name() + "." + node.id().shortName() + "." + number + "." + turn.mint();
        TaskSpec task = new TaskSpec(
                new TaskId(id),
                node.id().shortName() + "." + cluster.name(),
                claim.agent().id(),
                Sizing.taskShare(
                        reserved,
                        volume,
                        Sizing.of(cluster.spec(), node.id().group()),
                        Sizing.aside(turn, cluster, node)),
                launch.command(),
                cluster.spec().user(),
                launch.environment(),
                fetches(turn.sight().servingAt(), software, launch.files()),
                launch.graceSeconds(),
                List.of(new TaskSpec.ParentVolume(volume.disk().orElseThrow().containerPath(), launch.volumePath())),
                claim.heldPorts(),
                new TreeMap<>(Map.of("holdfast_node", node.id().toString())));
        return new Incarnation(
                number,
                launch,
                inputs,
                new ExecutorSpec(new ExecutorId(id), Sizing.executorShare(reserved, volume)),
                task,
                turn.now,
                dev.holdfast.model.TaskState.STAGING,
                "",
                turn.now,
                Optional.empty());
    }

    static List<TaskSpec.Fetch> fetches(String base, List<Software.File> software, SortedMap<String, String> files) {
        List<TaskSpec.Fetch> fetches = new ArrayList<>();
        for (Software.File file : software) {
            fetches.add(new TaskSpec.Fetch(
                    uri(base, file.sha256(), file.name()), file.path(), true, false, file.extract()));
        }
        files.forEach((path, content) -> fetches.add(new TaskSpec.Fetch(
                uri(base, sha256(content), path.substring(path.lastIndexOf('/') + 1)), path, false, false, false)));
        return fetches;
    }

    private static String uri(String base, String sha256, String name) {
        return base + "/a/" + sha256 + "/" + name;
    }

    static SortedMap<String, String> bySha256(SortedMap<String, String> files) {
        SortedMap<String, String> served = new TreeMap<>();
        files.values().forEach(content -> served.put(sha256(content), content));
        return served;
    }

    static String sha256(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
