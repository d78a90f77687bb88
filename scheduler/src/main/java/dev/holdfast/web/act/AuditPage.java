package dev.holdfast.web.act;

import dev.holdfast.api.wire.AuditInfo;
import dev.holdfast.api.wire.AuditInfo.AmountInfo;
import dev.holdfast.api.wire.AuditInfo.AuditNodeInfo;
import dev.holdfast.web.Area;
import dev.holdfast.web.Glance;
import dev.holdfast.web.Page;
import dev.holdfast.web.Part;
import java.util.List;

/** What is reserved here, and whether it should be. */
public record AuditPage(AuditInfo audit) implements Page {

    /** What the master or, where that is closed, offers have told. */
    public record Audit(AuditInfo info) {

        /** Whether there is nothing that should not be. */
        public boolean isClean() {
            return info.leaks().isEmpty()
                    && info.kept().isEmpty()
                    && info.waiting().isEmpty()
                    && differing().isEmpty();
        }

        /** Nodes of which something else is there than their record says. */
        public List<AuditNodeInfo> differing() {
            return info.nodes().stream().filter(node -> !node.note().isEmpty()).toList();
        }

        public List<Line> clusters() {
            return info.clusters().stream()
                    .map(line -> new Line(line.name(), "/clusters/" + line.name(), line.reserved(), line.used(), ""))
                    .toList();
        }

        public List<Line> agents() {
            return info.agents().stream()
                    .map(line ->
                            new Line(line.hostname(), "", line.reserved(), line.used(), String.valueOf(line.volumes())))
                    .toList();
        }

        public List<Line> nodes() {
            return info.nodes().stream()
                    .map(line -> new Line(
                            line.node(),
                            "/clusters/" + line.node().replace("/", "/nodes/"),
                            line.reserved(),
                            line.used(),
                            line.hostname()))
                    .toList();
        }
    }

    /** What is reserved for something, and how much of it is used; {@code more} is the last column. */
    public record Line(String name, String href, AmountInfo reserved, AmountInfo used, String more) {}

    /** A table of them. */
    public record Lines(String id, String title, String what, String more, List<Line> lines) {}

    @Override
    public String title() {
        return "Audit";
    }

    @Override
    public Area area() {
        return Area.AGENTS;
    }

    @Override
    public List<Part> parts(Glance glance) {
        Audit all = new Audit(audit);
        return List.of(
                Part.of("audit", "audit/findings", all),
                Part.of(
                        "by-cluster",
                        "audit/lines",
                        new Lines("by-cluster", "By cluster", "Cluster", "", all.clusters())),
                Part.of("by-agent", "audit/lines", new Lines("by-agent", "By agent", "Agent", "Volumes", all.agents())),
                Part.of("by-node", "audit/lines", new Lines("by-node", "By node", "Node", "Agent", all.nodes())));
    }
}
