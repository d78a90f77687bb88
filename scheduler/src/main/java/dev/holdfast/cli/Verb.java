package dev.holdfast.cli;

import dev.holdfast.api.wire.Asks;
import java.util.List;

/** Verbs that change a target, as they are sent: for the commands themselves and for {@code plan}. */
record Verb(String cluster, String method, String path, Object ask) {

    static String preview(boolean preview) {
        return preview ? "?preview=true" : "";
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

    static Verb remove(Target target) {
        return of(target.cluster(), "remove", new Asks.Node(target.needNode().node()));
    }

    private static Verb of(String cluster, String name, Object ask) {
        return new Verb(cluster, "POST", new Target(cluster, "").path() + "/" + name, ask);
    }
}
