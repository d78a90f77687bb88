package dev.holdfast.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;

class NameTableTest {

    private static List<String> addresses(NameTable table, String name) {
        return table.find(name(name)).orElseThrow().addresses().stream()
                .map(InetAddress::getHostAddress)
                .toList();
    }

    private static List<String> services(NameTable table, String name) {
        return table.find(name(name)).orElseThrow().services().stream()
                .map(service -> service.host().toString(true) + ":" + service.port())
                .toList();
    }

    private static Name name(String text) {
        return Entries.name(text).orElseThrow();
    }

    private static boolean isThere(NameTable table, String name) {
        return table.find(name(name)).isPresent();
    }

    @Test
    void everyPlacedNodeHasItsNameWhateverItsProcessDoes() {
        Scene scene = new Scene();
        List<String> placed =
                List.of("stopped", "launching", "starting", "running", "ready", "stopping", "unreachable");
        for (int i = 0; i < placed.size(); i++) {
            scene.node("orders", i, placed.get(i), "10.0.0." + i);
        }
        NameTable table = scene.table();
        for (int i = 0; i < placed.size(); i++) {
            assertThat(addresses(table, "broker-" + i + ".orders.holdfast.mesos"))
                    .as(placed.get(i))
                    .containsExactly("10.0.0." + i);
        }
    }

    @Test
    void aNodeThatStandsNowhereHasNoName() {
        for (String state : List.of("wanted", "reserving", "creating", "lost", "removing", "released")) {
            NameTable table = new Scene().node("orders", 0, state, "10.0.0.1").table();
            assertThat(isThere(table, "broker-0.orders.holdfast.mesos"))
                    .as(state)
                    .isFalse();
        }
    }

    @Test
    void aServicesNameIsOfReadyNodesOnly() {
        NameTable table = Scene.orders().table();
        for (String service : List.of("orders.holdfast.mesos", "broker.orders.holdfast.mesos")) {
            assertThat(addresses(table, service)).containsExactly("10.0.0.10", "10.0.0.11");
            assertThat(services(table, "_client._tcp." + service))
                    .containsExactly("broker-0.orders.holdfast.mesos:9092", "broker-1.orders.holdfast.mesos:9092");
        }
    }

    @Test
    void aClustersNameIsThereAlsoWhenNoneOfItIs() {
        NameTable table = new Scene().cluster("orders").table();
        assertThat(addresses(table, "orders.holdfast.mesos")).isEmpty();
        assertThat(addresses(table, "broker.orders.holdfast.mesos")).isEmpty();
        assertThat(isThere(table, "other.holdfast.mesos")).isFalse();
    }

    @Test
    void whatStandsBetweenNamesIsThere() {
        NameTable table = Scene.orders().table();
        for (String between : List.of("_tcp.orders.holdfast.mesos", "holdfast.mesos", "mesos", "slave.mesos")) {
            assertThat(isThere(table, between)).as(between).isTrue();
        }
    }

    @Test
    void aRunningTaskHasTheNamesOfMesosDns() {
        NameTable table = new Scene()
                .node("orders", 2, "running", "10.0.0.12", "orders.broker-2.7.0k3v9")
                .table();
        assertThat(addresses(table, "broker-2-orders.holdfast.mesos")).containsExactly("10.0.0.12");
        assertThat(addresses(table, "broker-2-orders.holdfast.slave.mesos")).containsExactly("10.0.0.12");
        assertThat(addresses(table, "broker-2-orders-qto3i-s2.holdfast.mesos")).containsExactly("10.0.0.12");
        String host = "broker-2-orders-qto3i-s2.holdfast.mesos";
        assertThat(services(table, "_broker-2-orders._tcp.holdfast.mesos"))
                .containsExactly(host + ":9092", host + ":9404");
        assertThat(services(table, "_client._broker-2-orders._tcp.holdfast.mesos"))
                .containsExactly(host + ":9092");
        assertThat(services(table, "_broker-2-orders._udp.holdfast.slave.mesos"))
                .contains("broker-2-orders-qto3i-s2.holdfast.slave.mesos:9092");
        assertThat(isThere(table, "_broker-2-orders._udp.holdfast.mesos")).isFalse();
    }

    @Test
    void aTaskThatDoesNotRunYetHasNone() {
        NameTable table = Scene.orders().table();
        assertThat(isThere(table, "broker-1-orders.holdfast.mesos")).isTrue();
        assertThat(isThere(table, "broker-2-orders.holdfast.mesos")).isFalse();
    }

    @Test
    void aClusterThatIsNamedAsATaskWouldBeKeepsItsName() {
        NameTable table = Scene.orders()
                .node("broker-0-orders", 7, "starting", "10.0.0.77")
                .table();
        assertThat(addresses(table, "broker-0-orders.holdfast.mesos")).isEmpty();
    }

    @Test
    void theMasterAndTheAgentsAreNamed() {
        NameTable table = Scene.orders().table();
        assertThat(addresses(table, "leader.mesos")).containsExactly("10.0.0.1");
        assertThat(addresses(table, "master.mesos")).containsExactly("10.0.0.1");
        assertThat(services(table, "_leader._tcp.mesos")).containsExactly("leader.mesos:5050");
        assertThat(services(table, "_slave._tcp.mesos")).containsExactly("slave.mesos:5051");
        assertThat(addresses(table, "slave.mesos")).containsExactly("10.0.0.10", "10.0.0.11", "fd00:0:0:0:0:0:0:12");
        NameTable byName =
                Scene.orders().master("mesos-1:5051 (10.0.0.3)", true).table();
        assertThat(addresses(byName, "leader.mesos")).containsExactly("10.0.0.3");
        assertThat(services(byName, "_leader._tcp.mesos")).containsExactly("leader.mesos:5051");
        NameTable cutOff = Scene.orders().master("refused", false).table();
        assertThat(isThere(cutOff, "leader.mesos")).isFalse();
    }

    @Test
    void anAddressLeadsBackToItsNodes() {
        NameTable table = Scene.orders()
                .node("bills", 0, "ready", "10.0.0.10")
                .node("bills", 1, "ready", "fd00::77")
                .table();
        assertThat(table.at(name("99.0.0.10.in-addr.arpa"))).isEmpty();
        assertThat(table.at(name("0.10.in-addr.arpa"))).isEmpty();
        assertThat(table.at(name("x.y.0.10.in-addr.arpa"))).isEmpty();
        assertThat(table.at(Name.fromConstantString("11.0.0.10.in-addr.arpa.")))
                .extracting(Name::toString)
                .containsExactly("broker-1.orders.holdfast.mesos.");
        assertThat(table.at(org.xbill.DNS.ReverseMap.fromAddress(address("10.0.0.10"))))
                .extracting(Name::toString)
                .containsExactly("broker-0.bills.holdfast.mesos.", "broker-0.orders.holdfast.mesos.");
        assertThat(table.at(org.xbill.DNS.ReverseMap.fromAddress(address("fd00::77"))))
                .extracting(Name::toString)
                .containsExactly("broker-1.bills.holdfast.mesos.");
    }

    private static InetAddress address(String text) {
        return Entries.address(text).orElseThrow();
    }

    @Test
    void aViewThatShowsTheSameNamesMakesNoNewOnesAndKeepsTheSerial() {
        Scene scene = Scene.orders();
        NameTable first = NameTable.of(scene.view(), Scene.SETTINGS, Optional.empty(), 100);
        NameTable same = NameTable.of(scene.view(), Scene.SETTINGS, Optional.of(first), 200);
        assertThat(same.serial()).isEqualTo(first.serial()).isEqualTo(100);
        assertThat(same.cluster("orders").orElseThrow())
                .isSameAs(first.cluster("orders").orElseThrow());
    }

    @Test
    void whatChangesInOneClusterLeavesTheOthersAsTheyAre() {
        Scene scene = Scene.orders().node("bills", 0, "ready", "10.0.0.20");
        NameTable first = NameTable.of(scene.view(), Scene.SETTINGS, Optional.empty(), 100);
        scene.node("orders", 2, "ready", "10.0.0.12");
        NameTable second = NameTable.of(scene.view(), Scene.SETTINGS, Optional.of(first), 100);
        assertThat(second.serial()).isGreaterThan(first.serial());
        assertThat(second.cluster("bills").orElseThrow())
                .isSameAs(first.cluster("bills").orElseThrow());
        assertThat(addresses(second, "orders.holdfast.mesos")).contains("10.0.0.12");
        NameTable third = NameTable.of(scene.without("orders").view(), Scene.SETTINGS, Optional.of(second), 100);
        assertThat(isThere(third, "broker-0.orders.holdfast.mesos")).isFalse();
        assertThat(third.serial()).isGreaterThan(second.serial());
    }

    @Test
    void aNameThatIsTooLongForDnsIsLeftOutAndTheRestStays() {
        String domain = Stream.generate(() -> "department")
                .limit(9)
                .reduce((a, b) -> a + "." + b)
                .orElseThrow();
        NamesSettings settings = NamesSettings.of(
                domain, "f".repeat(63) + "." + "g".repeat(63), java.time.Duration.ZERO, LabelRule.RFC1123);
        Scene scene = new Scene().node("orders", 0, "ready", "10.0.0.1");
        NameTable table = NameTable.of(scene.view(), settings, Optional.empty(), 1);
        assertThat(addresses(table, "orders." + settings.suffix())).containsExactly("10.0.0.1");
        assertThat(Entries.name("_client._broker-0-orders._tcp." + settings.suffix() + ".x".repeat(10)))
                .isEmpty();
    }
}
