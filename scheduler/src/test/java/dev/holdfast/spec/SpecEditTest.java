package dev.holdfast.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpecEditTest {

    private final ClusterSpec start = Samples.plain();

    @Test
    void createsAClusterFromDefaultsAndAssignments() {
        ClusterSpec spec = Samples.EDIT
                .create("kafka", "orders", List.of("broker.count=5"))
                .spec()
                .orElseThrow();
        assertThat(broker(spec).count()).isEqualTo(5);
        assertThat(broker(spec).withCount(3)).isEqualTo(broker(start));
        assertThat(Samples.EDIT.create("kafca", "orders", List.of()).problems())
                .extracting(Problem::remedy)
                .containsExactly("did you mean 'kafka'?");
        assertThat(Samples.EDIT.create("kafka", "-x", List.of()).problems()).hasSize(1);
    }

    @Test
    void scalesAGroupOrThePackagesMainOne() {
        assertThat(broker(scaled("5")).count()).isEqualTo(5);
        assertThat(broker(scaled("broker=20")).count()).isEqualTo(20);
        assertThat(scaled("controller=5").group("controller").orElseThrow().count())
                .isEqualTo(5);
        assertThat(Samples.EDIT.scale(start, "controller=4").problems())
                .extracting(Problem::path)
                .containsExactly("groups.controller.count");
        assertThat(Samples.EDIT.scale(start, "brokr=4").problems())
                .extracting(Problem::remedy)
                .containsExactly("did you mean 'broker'?");
        assertThat(Samples.EDIT.scale(start, "many").problems()).hasSize(1);
        assertThat(Samples.EDIT.scale(start, "broker=0").problems()).hasSize(1);
    }

    @Test
    void removesOneNodeAndKeepsItsNumberAway() {
        ClusterSpec four = scaled("4");
        ClusterSpec without = Samples.EDIT.remove(four, "broker", 1).spec().orElseThrow();
        assertThat(broker(without).indexes()).containsExactly(0, 2, 3);
        ClusterSpec grown = Samples.EDIT.scale(without, "broker=4").spec().orElseThrow();
        assertThat(broker(grown).indexes()).containsExactly(0, 2, 3, 4);
        ClusterSpec shrunk = Samples.EDIT.scale(grown, "broker=1").spec().orElseThrow();
        assertThat(broker(shrunk).indexes()).containsExactly(0);
        assertThat(broker(Samples.EDIT.scale(shrunk, "3").spec().orElseThrow()).indexes())
                .containsExactly(0, 1, 2);
        assertThat(broker(Samples.EDIT.remove(four, "broker", 2).spec().orElseThrow())
                        .indexes())
                .containsExactly(0, 1, 3);
        assertThat(broker(Samples.EDIT.remove(four, "broker", 3).spec().orElseThrow())
                        .released())
                .isEmpty();
        assertThat(Samples.EDIT.remove(four, "broker", 9).problems()).hasSize(1);
    }

    @Test
    void setsFieldsOfAGroup() {
        GroupSpec broker = broker(set(
                "broker.memory=2GB",
                "broker.heap=1 GB",
                "broker.cpus=2",
                "broker.jvm=-XX:+UseZGC -Da=b",
                "broker.constraint=@zone:GROUP_BY:3",
                "broker.disk=20GB",
                "broker.disk.kind=mount",
                "broker.ports.client=0",
                "broker.settings.num.io.threads=8"));
        assertThat(broker.memoryMegabytes()).isEqualTo(2048);
        assertThat(broker.heapMegabytes()).isEqualTo(1024);
        assertThat(broker.cpusMilli()).isEqualTo(2000);
        assertThat(broker.jvmOptions()).containsExactly("-XX:+UseZGC", "-Da=b");
        assertThat(broker.constraint()).isEqualTo("@zone:GROUP_BY:3");
        assertThat(broker.diskMegabytes()).isEqualTo(20_480);
        assertThat(broker.diskKind()).isEqualTo("mount");
        assertThat(broker.ports()).containsEntry("client", 0);
        assertThat(broker.settings()).isEqualTo(Map.of("num.io.threads", "8"));
    }

    @Test
    void theHeapKeepsItsShareOfTheMemoryUnlessItIsNamedToo() {
        GroupSpec before = broker(set("broker.memory=2GB", "broker.heap=512MB"));
        assertThat(before.heapMegabytes()).isEqualTo(512);
        ClusterSpec running = Samples.EDIT
                .set(start, List.of("broker.memory=2GB", "broker.heap=512MB"))
                .spec()
                .orElseThrow();
        GroupSpec more = broker(
                Samples.EDIT.set(running, List.of("broker.memory=4GB")).spec().orElseThrow());
        assertThat(more.heapMegabytes()).isEqualTo(1024);
        GroupSpec less = broker(
                Samples.EDIT.set(running, List.of("broker.memory=1GB")).spec().orElseThrow());
        assertThat(less.heapMegabytes()).isEqualTo(256);
        GroupSpec same = broker(
                Samples.EDIT.set(running, List.of("broker.cpus=1")).spec().orElseThrow());
        assertThat(same.heapMegabytes()).isEqualTo(512);
        GroupSpec both = broker(Samples.EDIT
                .set(running, List.of("broker.memory=4GB", "broker.heap=512MB"))
                .spec()
                .orElseThrow());
        assertThat(both.heapMegabytes()).isEqualTo(512);
    }

    @Test
    void aNodeThatIsNotThereHasNoSettings() {
        assertThat(Samples.EDIT.set(start, List.of("broker-9.num.io.threads=3")).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo("groups.broker.nodes.9");
                    assertThat(problem.message()).isEqualTo("there is no broker-9");
                });
        assertThat(Samples.EDIT
                        .set(start, List.of("broker.count=10", "broker-9.num.io.threads=3"))
                        .problems())
                .isEmpty();
    }

    @Test
    void setsDatabaseSettingsOfClusterAndNode() {
        ClusterSpec spec = set(
                "num.partitions=3",
                "broker.heartbeat.interval.ms=2000",
                "broker-2.num.io.threads=4",
                "options.rebalance=true",
                "artifacts.java=/opt/jre.tgz",
                "sasl.config=a=b",
                "empty=\"\"");
        assertThat(spec.settings())
                .isEqualTo(Map.of(
                        "num.partitions",
                        "3",
                        "broker.heartbeat.interval.ms",
                        "2000",
                        "sasl.config",
                        "a=b",
                        "empty",
                        ""));
        assertThat(broker(spec).nodes().get(2)).isEqualTo(Map.of("num.io.threads", "4"));
        assertThat(spec.options()).containsEntry("rebalance", "true");
        assertThat(spec.artifacts()).isEqualTo(Map.of("java", "/opt/jre.tgz"));
    }

    @Test
    void takesSettingsAwayAgain() {
        ClusterSpec spec =
                set("num.partitions=3", "broker-2.a=4", "broker.settings.b=1", "broker.constraint=rack:UNIQUE");
        Verdict back = Samples.EDIT.set(
                spec, List.of("num.partitions=", "broker-2.a=", "broker.settings.b=", "broker.constraint="));
        assertThat(back.spec()).contains(start);
    }

    @Test
    void refusesWhatCannotBeSetAndNamesAllOfIt() {
        Verdict verdict = Samples.EDIT.set(
                start,
                List.of(
                        "broker.memory=much",
                        "node.id=3",
                        "broker-1.listeners=x",
                        "broker-1.memory=3",
                        "brokr.memory=2GB",
                        "role=x",
                        "nothing",
                        "options.foo=1",
                        "version=9"));
        assertThat(verdict.problems())
                .extracting(Problem::path)
                .containsExactlyInAnyOrder(
                        "groups.broker.memory",
                        "settings.node.id",
                        "groups.broker.nodes.1.settings.listeners",
                        "groups.broker.nodes.1.memory",
                        "brokr.memory",
                        "role",
                        "",
                        "options.foo",
                        "version");
        assertThat(verdict.spec()).isEmpty();
    }

    @Test
    void upgradesToAKnownVersion() {
        assertThat(Samples.EDIT.upgrade(start, "4.2.1").spec()).contains(start.withVersion("4.2.1"));
        assertThat(Samples.EDIT.upgrade(start, "5.0").problems())
                .extracting(Problem::message)
                .containsExactly("Apache Kafka 5.0 is not known");
    }

    @Test
    void describesChangesInWords() {
        ClusterSpec next = set(
                "num.partitions=3",
                "broker.memory=2GB",
                "broker-2.a=",
                "broker-1.a=\"\"",
                "broker.count=5",
                "broker.ports.client=auto",
                "version=4.2.1");
        assertThat(SpecDiff.between(start, next).stream().map(Change::toString))
                .containsExactly(
                        "version: 4.3.1 -> 4.2.1",
                        "setting num.partitions: not set -> 3",
                        "broker count: 3 -> 5",
                        "broker memory: 1 GB -> 2 GB",
                        "broker heap: 512 MB -> 1 GB",
                        "broker port client: 9092 -> auto",
                        "broker-1 setting a: not set -> \"\"");
        assertThat(SpecDiff.between(next, start)).hasSize(7);
        assertThat(SpecDiff.between(start, start)).isEmpty();
    }

    @Test
    void readsSizesAsPeopleWriteThem() {
        assertThat(Arrays.asList("512", "512MB", "512 mb", "0.5 GB", "512MiB", "0.5g"))
                .allSatisfy(text -> assertThat(Sizes.megabytes(text)).hasValue(512));
        assertThat(Sizes.megabytes("2 TB")).hasValue(2L * 1024 * 1024);
        assertThat(Arrays.asList("", "-1", "1 KB", "1.0001 MB", "GB", "1e3", "99999999999 TB", "0.3 GB", "١"))
                .allSatisfy(text -> assertThat(Sizes.megabytes(text)).isEmpty());
        assertThat(Sizes.text(1536)).isEqualTo("1536 MB");
        assertThat(Sizes.cpusMilli("0.25")).hasValue(250);
        assertThat(Sizes.cpusMilli("0.0001")).isEmpty();
    }

    private ClusterSpec scaled(String wish) {
        return Samples.EDIT.scale(start, wish).spec().orElseThrow();
    }

    private ClusterSpec set(String... assignments) {
        Verdict verdict = Samples.EDIT.set(start, List.of(assignments));
        return verdict.spec()
                .orElseThrow(() -> new AssertionError(verdict.problems().toString()));
    }

    private static GroupSpec broker(ClusterSpec spec) {
        return spec.group("broker").orElseThrow();
    }
}
