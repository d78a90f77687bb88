package dev.holdfast.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SpecReaderTest {

    private static final String FULL = """
            name: orders
            package: kafka
            version: 4.2.1
            user: kafka
            role: data/orders
            settings: {num.partitions: 3, auto.create.topics.enable: false}
            options: {rebalance: true}
            artifacts: {kafka: "https://example.org/kafka.tgz", java: file:/opt/jre.tgz}
            groups:
              controller: 5
              broker:
                count: 4
                cpus: 1.5
                memory: 2 GB
                heap: 768 MB
                disk: {size: 100 GiB, kind: mount}
                jvm: ["-XX:+UseG1GC", -XX:MaxGCPauseMillis=20]
                constraint: "@hostname:UNIQUE and @zone:GROUP_BY:3"
                ports: {client: auto, internal: 9999}
                settings:
                  num.io.threads: 8
                nodes: {2: {settings: {num.io.threads: 4}}}
                released: [1]
            """;

    @Test
    void readsEverythingASpecCanSay() {
        ClusterSpec spec = Samples.read(FULL);
        assertThat(spec.name().value()).isEqualTo("orders");
        assertThat(spec.version()).isEqualTo("4.2.1");
        assertThat(spec.user()).isEqualTo("kafka");
        assertThat(spec.role()).isEqualTo("data/orders");
        assertThat(spec.settings()).isEqualTo(Map.of("num.partitions", "3", "auto.create.topics.enable", "false"));
        assertThat(spec.options()).isEqualTo(Map.of("rebalance", "true", "throttle", "0"));
        assertThat(spec.artifacts().get("java")).isEqualTo("file:/opt/jre.tgz");
        assertThat(spec.groups().keySet()).containsExactly("controller", "broker");
        assertThat(spec.group("controller").orElseThrow().count()).isEqualTo(5);
        GroupSpec broker = spec.group("broker").orElseThrow();
        assertThat(broker.cpusMilli()).isEqualTo(1500);
        assertThat(broker.memoryMegabytes()).isEqualTo(2048);
        assertThat(broker.heapMegabytes()).isEqualTo(768);
        assertThat(broker.diskMegabytes()).isEqualTo(102_400);
        assertThat(broker.diskKind()).isEqualTo("mount");
        assertThat(broker.jvmOptions()).containsExactly("-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20");
        assertThat(broker.constraint()).isEqualTo("@hostname:UNIQUE and @zone:GROUP_BY:3");
        assertThat(broker.ports()).isEqualTo(Map.of("client", 0, "internal", 9999));
        assertThat(broker.settings()).isEqualTo(Map.of("num.io.threads", "8"));
        assertThat(broker.nodes()).isEqualTo(Map.of(2, new TreeMap<>(Map.of("num.io.threads", "4"))));
        assertThat(broker.indexes()).containsExactly(0, 2, 3, 4);
    }

    @Test
    void fillsInThePackagesDefaults() {
        ClusterSpec spec = Samples.plain();
        assertThat(spec.version()).isEqualTo("4.3.1");
        assertThat(spec.user()).isEmpty();
        assertThat(spec.role()).isEqualTo("holdfast/orders");
        assertThat(spec.options()).isEqualTo(Map.of("rebalance", "false", "throttle", "0"));
        GroupSpec broker = spec.group("broker").orElseThrow();
        assertThat(broker.count()).isEqualTo(3);
        assertThat(broker.cpusMilli()).isEqualTo(500);
        assertThat(broker.memoryMegabytes()).isEqualTo(1024);
        assertThat(broker.ports()).isEqualTo(Map.of("client", 9092, "internal", 9094));
        assertThat(broker.diskKind()).isEqualTo("root");
    }

    @Test
    void keepsHeapAndMemoryInProportionWhereOnlyOneIsGiven() {
        GroupSpec more = Samples.read("{name: a, package: kafka, groups: {broker: {memory: 4 GB}}}")
                .group("broker")
                .orElseThrow();
        assertThat(more.heapMegabytes()).isEqualTo(2048);
        GroupSpec heap = Samples.read("{name: a, package: kafka, groups: {broker: {heap: 4 GB}}}")
                .group("broker")
                .orElseThrow();
        assertThat(heap.memoryMegabytes()).isEqualTo(4096 + 512);
        GroupSpec small = Samples.read("{name: a, package: kafka, groups: {broker: {heap: 128 MB}}}")
                .group("broker")
                .orElseThrow();
        assertThat(small.memoryMegabytes()).isEqualTo(1024);
    }

    @Test
    void leavesVersionRoleAndReleasedNodesOfARunningClusterAsTheyAre() {
        ClusterSpec running = Samples.read(FULL);
        String less = "name: orders\npackage: kafka\ngroups: {broker: {count: 5}}\n";
        ClusterSpec next = Samples.READER
                .read(less, name -> Optional.of(running).filter(spec -> name.equals("orders")))
                .spec()
                .orElseThrow();
        assertThat(next.version()).isEqualTo("4.2.1");
        assertThat(next.role()).isEqualTo("data/orders");
        assertThat(next.group("broker").orElseThrow().indexes()).containsExactly(0, 2, 3, 4, 5);
        assertThat(next.group("broker").orElseThrow().memoryMegabytes()).isEqualTo(1024);
        String back = "name: orders\npackage: kafka\nversion: 4.3.1\ngroups: {broker: {count: 5, released: []}}\n";
        ClusterSpec whole =
                Samples.READER.read(back, name -> Optional.of(running)).spec().orElseThrow();
        assertThat(whole.version()).isEqualTo("4.3.1");
        assertThat(whole.group("broker").orElseThrow().indexes()).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void aConstraintCanOnlyNameGroupsThereAre() {
        String yaml = "name: a\npackage: kafka\ngroups: {broker: {constraint: \"(%s) and rack:IS:avoid:x\"}}";
        assertThat(remedies(yaml.formatted("avoid:controler"))).containsExactly("did you mean 'controller'?");
        assertThat(remedies(yaml.formatted("avoid:controller"))).isEmpty();
    }

    @Test
    void readsJsonToo() {
        ClusterSpec spec = Samples.read("{\"name\": \"orders\", \"package\": \"kafka\", \"groups\": {\"broker\": 5}}");
        assertThat(spec.group("broker").orElseThrow().count()).isEqualTo(5);
    }

    @Test
    void understandsAnchors() {
        ClusterSpec spec = Samples.read("""
                name: orders
                package: kafka
                groups:
                  controller:
                    settings: &both {a.b: 1}
                  broker:
                    settings: *both
                """);
        assertThat(spec.group("broker").orElseThrow().settings()).isEqualTo(Map.of("a.b", "1"));
    }

    @Test
    void tellsAllProblemsAtOnceWithTheirLines() {
        Verdict verdict = Samples.READER.read("""
                name: Orders
                package: kafka
                version: 4.9.9
                versoin: 4.3.1
                options: {rebalance: maybe, rebalnce: true}
                groups:
                  controller: 4
                  broker:
                    memory: lots
                    heap: 2 GB
                    cpus: 0
                    port: 9092
                    ports: {client: 70000, jmx: 1}
                    settings:
                      node.id: 7
                      listeners: PLAINTEXT
                  broken: {}
                """);
        assertThat(Samples.places(verdict))
                .containsExactlyInAnyOrder(
                        "1 name",
                        "3 version",
                        "4 versoin",
                        "5 options.rebalance",
                        "5 options.rebalnce",
                        "7 groups.controller.count",
                        "9 groups.broker.memory",
                        "10 groups.broker.heap",
                        "11 groups.broker.cpus",
                        "12 groups.broker.port",
                        "13 groups.broker.ports.client",
                        "13 groups.broker.ports.jmx",
                        "15 groups.broker.settings.node.id",
                        "16 groups.broker.settings.listeners",
                        "17 groups.broken");
        assertThat(verdict.problems()).extracting(Problem::line).isSorted();
        assertThat(verdict.problems()).extracting(Problem::remedy).doesNotContain("");
    }

    @Test
    void guessesWhatAnUnknownKeyWasMeantToBe() {
        assertThat(remedies("name: a\npackage: kafka\nversoin: 4.3.1")).containsExactly("did you mean 'version'?");
        assertThat(remedies("name: a\npackage: kafkq")).containsExactly("did you mean 'kafka'?");
        assertThat(remedies("name: a\npackage: kafka\ngroups: {borker: 3}")).containsExactly("did you mean 'broker'?");
        assertThat(remedies("name: a\npackage: kafka\ngroups: {broker: {memroy: 2 GB}}"))
                .containsExactly("did you mean 'memory'?");
        assertThat(remedies("name: a\npackage: kafka\nmemory: 2 GB"))
                .first()
                .asString()
                .contains("groups: {GROUP");
        assertThat(remedies("name: a\npackage: kafka\nnum.partitions: 3"))
                .containsExactly("database settings go under 'settings:'");
    }

    @Test
    void saysWhatIsWrongInWordsWithNumbers() {
        assertThat(messages("name: a\npackage: kafka\ngroups: {broker: {memory: 1 GB, heap: 1 GB}}"))
                .containsExactly("a heap of 1 GB does not fit into a memory of 1 GB");
        assertThat(messages("name: a\npackage: kafka\ngroups: {controller: 2}"))
                .containsExactly("there cannot be 2 controller nodes");
        assertThat(messages("name: a\npackage: kafka\ngroups: {broker: 2000}"))
                .containsExactly("2000 is more than the largest count, 1000");
        assertThat(messages("name: a\npackage: kafka\ngroups: {broker: {constraint: WRONG}}"))
                .containsExactly("at character 1: no such rule");
        assertThat(messages("name: a\npackage: kafka\ngroups: {broker: {jvm: -Xmx2g}}"))
                .containsExactly("'-Xmx2g' sets the heap");
        assertThat(messages("name: a\npackage: kafka\nsettings: {node.id: 1}"))
                .first()
                .asString()
                .contains("identity");
    }

    @Test
    void aFixedPortCannotBeTwoThings() {
        assertThat(Samples.places(Samples.READER.read(
                        "name: a\npackage: kafka\ngroups:\n  broker:\n    ports: {client: 9094}\n")))
                .containsExactly("5 groups.broker.ports.internal");
        String clash = "name: a\npackage: kafka\ngroups: {broker: {ports: {client: 9093}, constraint: \"%s\"}}";
        assertThat(messages(clash.formatted("")))
                .containsExactly("port 9093 is already controller.controller's, and both may stand on one agent");
        assertThat(messages(clash.formatted("avoid:controller"))).isEmpty();
        assertThat(messages(clash.formatted("avoid:controller or rack:IS:a"))).hasSize(1);
        assertThat(messages("name: a\npackage: kafka\ngroups: {broker: {ports: {client: auto, internal: 0}}}"))
                .isEmpty();
    }

    @Test
    void saysNothingMoreOfAValueThatCouldNotBeRead() {
        assertThat(messages("name: a\npackage: kafka\ngroups: {broker: {memory: 100 MB, heap: lots}}"))
                .containsExactly("'lots' is no size in whole megabytes");
    }

    @Test
    void judgesTheShapeOfASpecWhosePackageIsUnknown() {
        assertThat(Samples.places(Samples.READER.read(
                        "name: a\npackage: nosuchthing\nfoo: 1\ngroups:\n  data:\n    memory: lots\n    cpus: 1\n")))
                .containsExactly("2 package", "3 foo", "6 groups.data.memory");
    }

    @Test
    void namesTheLineOfWhatIsNotYaml() {
        assertThat(Samples.places(Samples.READER.read("name: a\npackage: 'kafka\n")))
                .containsExactly("3 ");
        assertThat(Samples.places(Samples.READER.read("name: a\npackage: kafka\nname: b\n")))
                .containsExactly("3 ");
        assertThat(messages("name: a\npackage: kafka\nname: b\n"))
                .containsExactly("'name' is given twice, first in line 1");
        assertThat(messages("- a\n- b\n")).containsExactly("needs a mapping, has a list");
        assertThat(messages("")).containsExactly("the spec is empty");
        // Fuzzing found that these two made reading fail instead.
        assertThat(messages("~")).containsExactly("the spec is empty");
        assertThat(messages("name: orders\npackage: kafka\n\"\\u"))
                .containsExactly("not YAML: an escape sequence is not whole");
        assertThat(messages("name: a\npackage: kafka\n---\nname: b\n"))
                .containsExactly("a second document begins here");
        assertThat(messages("name: a\npackage: kafka\nsettings: *nothing\n")).hasSize(1);
    }

    @Test
    void cannotBeMadeToExhaustAnything() {
        assertThat(messages("[".repeat(500_000))).containsExactly("nested too deeply");
        assertThat(messages("- ".repeat(100_000) + "a")).containsExactly("nested too deeply");
        assertThat(messages("name: a\npackage: kafka\nfoo: [" + "a,".repeat(200_000) + "]"))
                .containsExactly("too many parts");
        assertThat(messages("a".repeat(TreeReader.MAX_CHARACTERS + 1))).hasSize(1);
        assertThat(messages("name: a\npackage: kafka\ngroups: {broker: {count: 999999999, released: [1, 5]}}"))
                .containsExactly("999999999 is more than the largest count, 1000");
        StringBuilder laughs = new StringBuilder("name: a\npackage: kafka\nx0: &x0 {a: b}\n");
        for (int i = 1; i < 60; i++) {
            laughs.append("x%d: &x%d {a: *x%d, b: *x%d}\n".formatted(i, i, i - 1, i - 1));
        }
        assertThat(messages(laughs.toString())).hasSize(60);
    }

    @Test
    void refusesValuesThatAreNoValues() {
        assertThat(messages("name: a\npackage: kafka\nsettings: {x: , y: [1], z: \"\"}"))
                .containsExactlyInAnyOrder("has no value", "needs a single value, has a list");
        assertThat(messages("name: a\npackage: kafka\nsettings: {x: \"a\\nb\"}"))
                .containsExactly("the value has a line break or control character");
        assertThat(messages("name: a\npackage: kafka\ngroups: {broker: {nodes: {x: {}, 1: {memory: 1}}}}"))
                .hasSize(2);
        assertThat(messages("name: a\npackage: kafka\nrole: a b\nuser: \"a b\"\nartifacts: {java: somewhere}"))
                .hasSize(3);
    }

    private static List<String> remedies(String yaml) {
        return Samples.READER.read(yaml).problems().stream()
                .map(Problem::remedy)
                .toList();
    }

    private static List<String> messages(String yaml) {
        return Samples.READER.read(yaml).problems().stream()
                .map(Problem::message)
                .toList();
    }
}
