package dev.holdfast.api.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.api.Refused;
import dev.holdfast.core.Command;
import dev.holdfast.database.Chore;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChoreRequestTest {

    private static final ClusterName RING = new ClusterName("ring");
    private static final NodeId NODE = new NodeId(RING, "node", 1);

    private static Command.Run ask(String chore, String node, String keyspace) {
        return ChoreRequest.of(RING, List.of(NODE), chore, new RingAsks.Chore(node, keyspace));
    }

    @Test
    void withoutANodeItIsForAllOfThem() {
        assertThat(ask("repair", "", ""))
                .isEqualTo(new Command.Run(
                        RING, new Chore("repair", Optional.empty(), new TreeMap<>()), "repair all nodes"));
    }

    @Test
    void aNodeAndAKeyspaceMayBeNamed() {
        Command.Run run = new Command.Run(
                RING, Chore.on(NODE, "cleanup").with("keyspace", "shop"), "cleanup node-1, keyspace shop");
        assertThat(ask("cleanup", "node-1", "shop")).isEqualTo(run);
        assertThat(ask("cleanup", "ring/node-1", "shop")).isEqualTo(run);
    }

    @Test
    void whatIsNoChoreOfPeoplesOrNoNodeIsRefused() {
        assertThatThrownBy(() -> ask("decommission", "node-1", ""))
                .isInstanceOf(Refused.class)
                .hasMessage("'decommission' is no chore that can be asked for");
        assertThatThrownBy(() -> ask("repair", "node-9", "")).hasMessage("there is no node 'ring/node-9'");
        assertThatThrownBy(() -> ask("repair", "", "shop; drop")).hasMessage("'shop; drop' is no name of a keyspace");
    }
}
