package dev.holdfast.core;

import dev.holdfast.database.Blocker;
import dev.holdfast.database.Launch;
import dev.holdfast.model.ClusterName;
import dev.holdfast.plan.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The software that clusters run on. It is asked for as soon as a target names it, long before an offer comes, and nothing that
 * runs is taken down to be started again before it is at hand.
 */
final class Supply {

    /** Name of the rule that software must be at hand. */
    static final String RULE = "software";

    private Supply() {}

    /** Asks for whatever software a target names and nobody has asked for. */
    static void ask(Turn turn, ClusterName looked) {
        turn.state().cluster(looked).ifPresent(cluster -> {
            TreeSet<String> names = new TreeSet<>();
            turn.state().nodesOf(cluster.name()).stream()
                    .filter(node -> node.goal() == Goal.RUNNING)
                    .map(node -> node.id().group())
                    .distinct()
                    .forEach(group -> names.addAll(turn.rules(cluster).software(cluster.spec(), group)));
            names.forEach(name -> state(turn, cluster, name));
        });
    }

    /** What holds restarts of a group's nodes, if any of its software is missing yet; by group. */
    static SortedMap<String, Blocker> lacking(Turn turn, ClusterRecord cluster) {
        SortedMap<String, Blocker> lacking = new TreeMap<>();
        for (String group : cluster.spec().groups().keySet()) {
            for (String name : turn.rules(cluster).software(cluster.spec(), group)) {
                Software software = state(turn, cluster, name);
                if (!(software instanceof Software.Ready)) {
                    String remedy = remedy(software);
                    String text = text(name, software) + (remedy.isEmpty() ? "" : " (" + remedy + ")");
                    lacking.putIfAbsent(group, Blocker.waitFor(RULE, text));
                }
            }
        }
        return lacking;
    }

    /** Files of all software a launch needs, once all of it is there; until then the node's wait says how far it is. */
    static Optional<List<Software.File>> files(Turn turn, ClusterRecord cluster, NodeRecord node, Launch launch) {
        List<Software.File> files = new ArrayList<>();
        boolean complete = true;
        for (String name : launch.software()) {
            Software software = state(turn, cluster, name);
            if (software instanceof Software.Ready ready) {
                files.addAll(ready.files());
            } else {
                complete = false;
                turn.wait(node.id(), RULE, text(name, software), remedy(software), Optional.empty());
            }
        }
        return complete ? Optional.of(files) : Optional.empty();
    }

    /** How far a set is; one that nobody asked for is asked for now. */
    private static Software state(Turn turn, ClusterRecord cluster, String name) {
        String key = key(cluster, name);
        Software known = turn.sight().software().get(key);
        if (known != null && !(known instanceof Software.Unasked)) {
            return known;
        }
        Software asked = new Software.Coming("asked for");
        turn.see(look -> look.software(key, asked));
        turn.effect(new Effect.Prepare(key, name, cluster.spec().artifacts()));
        return asked;
    }

    /** A set of software and where it comes from: two clusters may want the same set from different places. */
    static String key(ClusterRecord cluster, String name) {
        SortedMap<String, String> sources = cluster.spec().artifacts();
        int version = name.lastIndexOf('-');
        String source =
                sources.getOrDefault(name, version < 0 ? "" : sources.getOrDefault(name.substring(0, version), ""));
        return source.isEmpty() ? name : name + " from " + source;
    }

    private static String text(String name, Software software) {
        if (software instanceof Software.Missing missing) {
            return name + ": " + missing.cause();
        }
        return name + ": " + (software instanceof Software.Coming coming ? coming.progress() : "asked for");
    }

    private static String remedy(Software software) {
        return software instanceof Software.Missing missing ? missing.remedy() : "";
    }
}
