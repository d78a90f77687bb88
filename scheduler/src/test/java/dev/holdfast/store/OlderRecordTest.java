package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Freeze;
import dev.holdfast.core.Incarnation;
import dev.holdfast.core.Self;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Records that an older Holdfast wrote have less in them, and are read all the same. */
final class OlderRecordTest {

    private final JsonMapper json = Json.mapper();

    @Test
    void selfOfBeforeFreezes() {
        assertThat(without("freeze", Samples.self(3), Self.class)).isEqualTo(Samples.self(3));
    }

    @Test
    void aFreezeIsKept() {
        Freeze freeze = new Freeze(true, Instant.parse("2026-01-01T00:00:00Z"), "3 of 6 nodes were lost");
        Self frozen = new Self("owner", "mark", Optional.empty(), 7, Optional.of(freeze));
        assertThat(json.readValue(json.writeValueAsString(frozen), Self.class)).isEqualTo(frozen);
    }

    @Test
    void anIncarnationOfBeforeReasonsWereNoted() {
        Incarnation read = without("because", Samples.incarnation(), Incarnation.class);
        assertThat(read.reason()).isEmpty();
        assertThat(read.taskId()).isEqualTo(Samples.incarnation().taskId());
    }

    private <T> T without(String component, T record, Class<T> type) {
        ObjectNode tree = (ObjectNode) json.readTree(json.writeValueAsString(record));
        assertThat(tree.remove(component)).as(component).isNotNull();
        return json.treeToValue(tree, type);
    }
}
