package dev.holdfast.cli;

import dev.holdfast.api.cassandra.RingAsks;
import dev.holdfast.api.wire.Asks;
import java.util.List;
import java.util.Optional;

/** What a command asks a cluster to do, as it is sent. */
record Verb(String cluster, String path, Object ask) {

    static Verb of(String cluster, String name, Object ask) {
        return new Verb(cluster, new Target(cluster, "").path() + "/" + name, ask);
    }

    static Verb scale(String cluster, List<String> wishes) {
        return of(cluster, "scale", new Asks.Scale(wishes));
    }

    static Verb set(String cluster, List<String> assignments) {
        return of(cluster, "set", new Asks.Set(assignments));
    }

    static Verb upgrade(String cluster, String version) {
        return of(cluster, "upgrade", new Asks.Upgrade(version));
    }

    /** @param lost whether its machine is lost for good */
    static Verb remove(String node, boolean lost) {
        Target target = Target.parse(node).needNode();
        return of(target.cluster(), "remove", new Asks.Remove(target.node(), Optional.of(lost)));
    }

    /** @param node as in {@code orders/broker-2} */
    static Verb onNode(String name, String node) {
        Target target = Target.parse(node).needNode();
        return of(target.cluster(), name, new Asks.Node(target.node()));
    }

    /** @param names a cluster, or nodes of one */
    static Verb onNodes(String name, List<String> names) {
        List<Target> targets = Target.parseAll(names);
        List<String> nodes = targets.stream()
                .map(Target::node)
                .filter(node -> !node.isEmpty())
                .toList();
        return of(targets.get(0).cluster(), name, new Asks.Nodes(nodes));
    }

    /** A chore beside a node, or beside all nodes of a cluster, one after the other. */
    static Verb chore(String chore, String clusterOrNode, String keyspace) {
        Target target = Target.parse(clusterOrNode);
        return of(target.cluster(), "chores/" + ApiClient.segment(chore), new RingAsks.Chore(target.node(), keyspace));
    }

    /** The same, perhaps only to be told what it would do. */
    Verb previewed(boolean preview) {
        return new Verb(cluster, path + preview(preview), ask);
    }

    static String preview(boolean preview) {
        return preview ? "?preview=true" : "";
    }
}
