package dev.holdfast.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TaskIdTest {

    @Test
    void itTellsWhichLaunchOfItsNodeItIsOf() {
        assertThat(new TaskId("orders-eu.broker-2.7.m1-4").launch()).isEqualTo(7);
        assertThat(new TaskId("orders-eu.broker-2.7.repair.m1-5").launch()).isEqualTo(7);
        assertThat(new TaskId("web.1").launch()).isZero();
        assertThat(new TaskId("a.b.c.d").launch()).isZero();
    }

    @Test
    void itNamesTheNodeItIsOfOrBeside() {
        NodeId broker = new NodeId(new ClusterName("orders-eu"), "broker", 2);
        assertThat(new TaskId("orders-eu.broker-2.7.m1-4").node()).contains(broker);
        assertThat(new TaskId("orders-eu.broker-2.7.repair.m1-5").node()).contains(broker);
    }

    @Test
    void anotherFrameworksNamesNone() {
        for (String foreign :
                new String[] {"", ".", "..", "web", "web.1", "a.b.c", "orders.broker.1", "Orders.broker-1.2"}) {
            assertThat(new TaskId(foreign).node()).as(foreign).isEmpty();
        }
    }
}
