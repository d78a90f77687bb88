package dev.holdfast.store;

import dev.holdfast.core.ClusterRecord;
import dev.holdfast.core.Fact;
import dev.holdfast.core.HookRecord;
import dev.holdfast.core.NodeRecord;
import dev.holdfast.core.Self;
import dev.holdfast.core.SurplusRecord;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Facts as records, which every store keeps alike: one key, one JSON text. */
final class Records {

    static final String SELF = "self";
    static final String CLUSTER = "cluster/";
    static final String NODE = "node/";
    static final String SURPLUS = "surplus/";
    static final String HOOK = "hook/";

    private final JsonMapper json;

    Records(JsonMapper json) {
        this.json = json;
    }

    /** What a fact makes of one record; no {@code json}: it goes. */
    record Change(String key, Optional<String> json) {}

    /** Empty for facts that are history only. */
    Optional<Change> change(Fact fact) {
        if (fact instanceof Fact.SelfIs is) {
            return put(SELF, is.self());
        }
        if (fact instanceof Fact.ClusterIs is) {
            return put(CLUSTER + is.cluster().name(), is.cluster());
        }
        if (fact instanceof Fact.ClusterForgotten gone) {
            return drop(CLUSTER + gone.name());
        }
        if (fact instanceof Fact.NodeIs is) {
            return put(NODE + is.node().id(), is.node());
        }
        if (fact instanceof Fact.NodeForgotten gone) {
            return drop(NODE + gone.id());
        }
        if (fact instanceof Fact.Surplus is) {
            return put(SURPLUS + is.surplus().uid(), is.surplus());
        }
        if (fact instanceof Fact.SurplusGone gone) {
            return drop(SURPLUS + gone.uid());
        }
        if (fact instanceof Fact.HookIs is) {
            return put(HOOK + is.hook().name(), is.hook());
        }
        if (fact instanceof Fact.HookForgotten gone) {
            return drop(HOOK + gone.name());
        }
        return Optional.empty();
    }

    private Optional<Change> put(String key, Object record) {
        return Optional.of(new Change(key, Optional.of(json.writeValueAsString(record))));
    }

    private static Optional<Change> drop(String key) {
        return Optional.of(new Change(key, Optional.empty()));
    }

    /** A record read back. Throws whatever a damaged one makes of our records' constructors. */
    Fact read(String key, String text) {
        if (key.equals(SELF)) {
            return new Fact.SelfIs(parse(text, Self.class));
        }
        if (key.startsWith(CLUSTER)) {
            return new Fact.ClusterIs(parse(text, ClusterRecord.class));
        }
        if (key.startsWith(NODE)) {
            return new Fact.NodeIs(parse(text, NodeRecord.class));
        }
        if (key.startsWith(SURPLUS)) {
            return new Fact.Surplus(parse(text, SurplusRecord.class));
        }
        if (key.startsWith(HOOK)) {
            return new Fact.HookIs(parse(text, HookRecord.class));
        }
        throw new IllegalArgumentException("unknown kind of record");
    }

    private <T> T parse(String text, Class<T> type) {
        return Optional.ofNullable(json.readValue(text, type))
                .orElseThrow(() -> new IllegalArgumentException("it is empty"));
    }
}
