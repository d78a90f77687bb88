package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.Fact;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Records that fuzzing found to be read, and then to end the loop. */
class DamagedRecordTest {

    private static final Records RECORDS = new Records(Json.mapper());

    private static ObjectNode json(Fact fact) {
        return (ObjectNode) JsonMapper.shared()
                .readTree(RECORDS.change(fact).orElseThrow().json().orElseThrow());
    }

    @Test
    void aStepBeforeItsFirstStageIsRefused() {
        ObjectNode cluster = json(new Fact.ClusterIs(Samples.cluster()));
        JsonNode step =
                cluster.path("plan").path("phases").path(0).path("steps").path(0);
        assertThat(step.has("at")).isTrue();
        ((ObjectNode) step).put("at", -1);
        assertThatThrownBy(() -> RECORDS.read("cluster/orders", cluster.toString()))
                .hasMessageContaining("a step is at stage -1");
    }

    @Test
    void aVolumeThatIsNoAmountOfDiskIsRefused() {
        ObjectNode node = json(new Fact.NodeIs(Samples.node()));
        ObjectNode volume = (ObjectNode) node.path("claim").path("volume");
        assertThat(volume.path("quantity").isObject()).isTrue();
        volume.set(
                "quantity", JsonMapper.shared().readTree("{\"kind\":\"Ranges\",\"ranges\":[{\"begin\":1,\"end\":2}]}"));
        assertThatThrownBy(() -> RECORDS.read("node/orders/broker-2", node.toString()))
                .hasMessageContaining("is none");
    }
}
