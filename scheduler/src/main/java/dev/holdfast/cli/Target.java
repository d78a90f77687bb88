package dev.holdfast.cli;

import java.util.List;

/** {@code NAME} or {@code NAME/NODE}, as a user writes it. */
record Target(String cluster, String node) {

    static Target parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? new Target(text, "") : new Target(text.substring(0, slash), text.substring(slash + 1));
    }

    /** Several of them, all of one cluster; the whole cluster only alone. */
    static List<Target> parseAll(List<String> texts) {
        List<Target> targets = texts.stream().map(Target::parse).toList();
        boolean mixed = targets.stream().map(Target::cluster).distinct().count() > 1;
        boolean wholeAndPart = targets.size() > 1
                && targets.stream().anyMatch(target -> target.node().isEmpty());
        if (mixed || wholeAndPart) {
            throw new Failure(
                    Exit.USAGE, "name one cluster, or nodes of one cluster", "as in: orders/broker-0 orders/broker-1");
        }
        return targets;
    }

    /** The target must name a node. */
    Target needNode() {
        if (node.isEmpty()) {
            throw new Failure(Exit.USAGE, "'" + cluster + "' names no node", "write as in " + cluster + "/broker-2");
        }
        return this;
    }

    String path() {
        return "/v1/clusters/" + ApiClient.segment(cluster);
    }
}
