package dev.holdfast.api;

import dev.holdfast.api.wire.EventInfo;
import dev.holdfast.core.Fact;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;

/** What was told, as API and pages show it. */
public final class EventPictures {

    private EventPictures() {}

    public static EventInfo event(Fact.Told told) {
        return new EventInfo(
                told.number(),
                told.at(),
                told.cluster().map(ClusterName::value).orElse(""),
                told.node().map(NodeId::shortName).orElse(""),
                told.kind().word(),
                told.by(),
                told.text());
    }
}
