package dev.holdfast.web;

import dev.holdfast.core.View;
import dev.holdfast.core.View.AgentView;
import dev.holdfast.core.View.NodePicture;
import java.util.List;
import java.util.Set;

/**
 * What agents have, and what of it Holdfast has reserved. What others have reserved or use is in the rest.
 */
public record Capacity(List<Measure> measures) {

    private static final Set<String> RUNNING =
            Set.of("launching", "starting", "running", "ready", "stopping", "unreachable");

    /**
     * One kind of resource.
     *
     * @param isSize in megabytes; else a number of cpus
     * @param used of what is reserved, by nodes that run
     */
    public record Measure(String name, boolean isSize, double used, double reserved, double total) {

        public String text(double amount) {
            return isSize ? Words.size((long) amount) : Words.number(Math.round(amount * 100) / 100.0);
        }

        public double free() {
            return Math.max(0, total - reserved);
        }

        /** Reserved, and not in use. */
        public double idle() {
            return Math.max(0, reserved - used);
        }
    }

    static Capacity of(View view) {
        return of(
                view.agents(),
                view.clusters().stream()
                        .flatMap(cluster -> cluster.nodes().stream())
                        .toList());
    }

    /** Of these agents, with these nodes of ours on them. */
    static Capacity of(List<AgentView> agents, List<NodePicture> nodes) {
        double[] used = new double[3];
        double[] reserved = new double[3];
        for (NodePicture node : nodes) {
            add(reserved, node);
            if (RUNNING.contains(node.state())) {
                add(used, node);
            }
        }
        return new Capacity(List.of(
                new Measure(
                        "CPU",
                        false,
                        used[0],
                        reserved[0],
                        agents.stream().mapToDouble(AgentView::cpus).sum()),
                new Measure(
                        "Memory",
                        true,
                        used[1],
                        reserved[1],
                        agents.stream().mapToLong(AgentView::memoryMegabytes).sum()),
                new Measure(
                        "Disk",
                        true,
                        used[2],
                        reserved[2],
                        agents.stream().mapToLong(AgentView::diskMegabytes).sum())));
    }

    private static void add(double[] sums, NodePicture node) {
        sums[0] += node.cpus();
        sums[1] += node.memoryMegabytes();
        sums[2] += node.volumeMegabytes();
    }
}
