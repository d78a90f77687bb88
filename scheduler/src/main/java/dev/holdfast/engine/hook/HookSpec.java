package dev.holdfast.engine.hook;

import dev.holdfast.core.EventKind;
import dev.holdfast.core.Fact;
import dev.holdfast.model.ClusterName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whom to tell what.
 *
 * @param name its own; how far it is, is kept under it
 * @param secret file with what its messages are signed with
 * @param kinds that it wants; none for all
 * @param clusters that it wants; none for all
 * @param giveUpAfter so long one event is tried
 * @param authorities file with the certificates (PEM) of those whose word for its identity is taken; empty for those that Java knows
 */
public record HookSpec(
        String name,
        URI url,
        Path secret,
        Set<EventKind> kinds,
        List<String> clusters,
        Duration giveUpAfter,
        Optional<Path> authorities) {

    public HookSpec {
        kinds = Set.copyOf(kinds);
        clusters = List.copyOf(clusters);
    }

    boolean wants(Fact.Told told) {
        return (kinds.isEmpty() || kinds.contains(told.kind()))
                && (clusters.isEmpty()
                        || told.cluster()
                                .map(ClusterName::value)
                                .filter(clusters::contains)
                                .isPresent());
    }

    /** The address without what may be secret in it: user, query. */
    String shown() {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()) + url.getPath();
    }

    @Override
    public String toString() {
        return "HookSpec[" + name + ", " + shown() + "]";
    }
}
