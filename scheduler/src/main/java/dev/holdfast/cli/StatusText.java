package dev.holdfast.cli;

import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.GroupInfo;
import dev.holdfast.api.wire.NodeInfo;
import dev.holdfast.api.wire.PlanInfo;
import dev.holdfast.api.wire.StatusInfo;
import dev.holdfast.api.wire.StepInfo;
import dev.holdfast.api.wire.WaitInfo;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Status for people. */
final class StatusText {

    private static final int TEXT_WIDTH = 70;

    private final Paint paint;

    StatusText(Paint paint) {
        this.paint = paint;
    }

    void all(StatusInfo status, PrintWriter out) {
        master(status, out);
        if (status.clusters().isEmpty()) {
            out.println("no clusters; make one: holdfast create kafka NAME");
        } else {
            Table table = new Table("NAME", "PACKAGE", "VERSION", "HEALTH", "NODES", "PLAN", "DATABASE");
            status.clusters()
                    .forEach(cluster -> table.row(
                            cluster.name(),
                            cluster.packageName(),
                            cluster.version(),
                            paint.state(cluster.health()),
                            groups(cluster),
                            cluster.activePlan().map(StatusText::planLine).orElse(""),
                            cut(cluster.database())));
            table.print(out);
        }
        status.oddities().forEach(oddity -> out.println("odd: " + oddity.what() + ": " + oddity.text()));
    }

    /** A person's terminal has an edge; a file or the next program in a pipe has none. */
    private String cut(String text) {
        return paint.on() ? Texts.cut(text, TEXT_WIDTH) : text;
    }

    private void master(StatusInfo status, PrintWriter out) {
        if (!status.master().connected()) {
            out.println(paint.red("not connected to Mesos: " + status.master().text()));
        }
        status.frozen()
                .ifPresent(held -> out.println(paint.red(
                        "nothing is taken down or replaced: " + held.text() + "; go on with " + held.remedy())));
    }

    void one(StatusInfo status, ClusterInfo cluster, PrintWriter out) {
        master(status, out);
        out.println(paint.bold(cluster.name()) + "  " + cluster.packageName() + " " + cluster.version() + "  "
                + paint.state(cluster.health()) + "  " + groups(cluster) + "  target " + cluster.target());
        if (!cluster.database().isEmpty()) {
            out.println("  " + cluster.database());
        }
        cluster.debts().forEach(debt -> out.println("  put into it for now: " + debt));
        cluster.activePlan().ifPresent(plan -> plan(plan, cluster, out));
        nodes(cluster.nodes(), status.at(), out);
    }

    private void plan(PlanInfo plan, ClusterInfo cluster, PrintWriter out) {
        out.println("  plan " + planLine(plan));
        plan.steps().filter(StepInfo::hasBegun).forEach(step -> {
            String text = Progress.text(step, cluster);
            out.println("    " + step.title() + ": " + (step.waiting().isPresent() ? paint.yellow(text) : text));
            step.waiting()
                    .map(WaitInfo::remedy)
                    .filter(remedy -> !remedy.isEmpty())
                    .ifPresent(remedy -> out.println("      " + paint.faint(remedy)));
        });
        plan.notes().forEach(note -> out.println("    note: " + note));
    }

    private void nodes(List<NodeInfo> nodes, Instant now, PrintWriter out) {
        if (nodes.isEmpty()) {
            return;
        }
        Table table = new Table("NODE", "STATE", "FOR", "HOST", "PORTS", "STARTS", "SAYS");
        for (NodeInfo node : nodes) {
            table.row(
                    node.shortName(),
                    paint.state(node.state()),
                    Texts.age(node.since(), now),
                    node.hostname().isEmpty() ? "-" : node.hostname(),
                    node.ports().entrySet().stream()
                            .map(port -> port.getKey() + "=" + port.getValue())
                            .collect(Collectors.joining(" ")),
                    Integer.toString(node.incarnation()),
                    cut(says(node)));
        }
        table.print(out);
    }

    private static String says(NodeInfo node) {
        boolean troubled = !node.trouble().isEmpty() && !node.state().equals("ready");
        if (node.waiting().isPresent()) {
            String wait = "waits: " + node.waiting().get().text();
            return troubled && !wait.contains(node.trouble()) ? wait + "; ended before: " + node.trouble() : wait;
        }
        if (troubled) {
            return node.trouble();
        }
        boolean stale = !node.current() && node.state().equals("ready");
        return stale ? "runs with older settings; " + node.text() : node.text();
    }

    private static String planLine(PlanInfo plan) {
        long over = plan.steps().filter(StepInfo::isOver).count();
        String paused = plan.status().equals("paused") ? ", paused" : "";
        return plan.number() + ": " + plan.title() + " (" + over + " of "
                + plan.steps().count() + " steps done" + paused + ")";
    }

    static String groups(ClusterInfo cluster) {
        return cluster.groups().stream().map(StatusText::group).collect(Collectors.joining(", "));
    }

    private static String group(GroupInfo group) {
        return group.name() + " " + group.ready() + "/" + group.wanted();
    }
}
