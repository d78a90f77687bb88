package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TargetTest {

    @Test
    void aClusterOrNodesOfOneCluster() {
        assertThat(Target.parse("orders")).isEqualTo(new Target("orders", ""));
        assertThat(Target.parseAll(List.of("orders/broker-1", "orders/broker-2")))
                .containsExactly(new Target("orders", "broker-1"), new Target("orders", "broker-2"));
        assertThatThrownBy(() -> Target.parseAll(List.of("orders/broker-1", "other/broker-2")))
                .isInstanceOf(Failure.class);
        assertThatThrownBy(() -> Target.parseAll(List.of("orders", "orders/broker-2")))
                .isInstanceOf(Failure.class);
    }

    @Test
    void whatNeedsANodeSaysSo() {
        assertThatThrownBy(() -> Target.parse("orders").needNode())
                .isInstanceOf(Failure.class)
                .hasMessage("'orders' names no node");
    }
}
