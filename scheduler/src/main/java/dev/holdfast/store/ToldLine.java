package dev.holdfast.store;

import dev.holdfast.core.EventKind;
import dev.holdfast.core.Fact;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import java.time.Instant;
import java.util.Optional;

/** An event as stores keep it; what those of an older Holdfast lack is empty. */
record ToldLine(
        Optional<ClusterName> cluster,
        Instant at,
        String text,
        Optional<Long> number,
        Optional<String> kind,
        Optional<String> node,
        Optional<String> by) {

    static ToldLine of(Fact.Told told) {
        return new ToldLine(
                told.cluster(),
                told.at(),
                told.text(),
                told.number() == 0 ? Optional.empty() : Optional.of(told.number()),
                Optional.of(told.kind().word()),
                told.node().map(NodeId::toString),
                told.by().isEmpty() ? Optional.empty() : Optional.of(told.by()));
    }

    Fact.Told told() {
        return new Fact.Told(
                number.orElse(0L),
                cluster,
                at,
                kind.flatMap(EventKind::of).orElse(EventKind.OTHER),
                node.flatMap(NodeId::parse),
                by.orElse(""),
                text);
    }
}
