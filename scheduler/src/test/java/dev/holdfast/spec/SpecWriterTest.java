package dev.holdfast.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SpecWriterTest {

    private static final List<String> NASTY = List.of(
            "",
            "null",
            "~",
            "true",
            "no",
            "0x10",
            "- a",
            "a: b",
            "a #b",
            "#",
            " lead",
            "trail ",
            "{x}",
            "[1]",
            "\"q\"",
            "it's",
            "back\\slash",
            "*a",
            "&a",
            "!a",
            "|",
            ">",
            "%a",
            "@a",
            "`",
            "a,b",
            "Grüße",
            "日本",
            "a\u2028b",
            "PLAINTEXT://:9092,SSL://:9093",
            "x=y;z");

    @Test
    void whatIsWrittenReadsBackEqual() {
        ClusterSpec spec = Samples.plain();
        assertThat(Samples.read(SpecWriter.write(spec))).isEqualTo(spec);
    }

    @Test
    void anythingGeneratedReadsBackEqual() {
        for (int seed = 0; seed < 200; seed++) {
            ClusterSpec spec = generate(new Random(seed));
            String yaml = SpecWriter.write(spec);
            assertThat(Samples.read(yaml)).as("seed %d:%n%s", seed, yaml).isEqualTo(spec);
            assertThat(SpecWriter.write(Samples.read(yaml))).as("canonical").isEqualTo(yaml);
        }
    }

    @Test
    void isWhatAPersonWouldWrite() {
        assertThat(SpecWriter.write(Samples.EDIT
                        .set(
                                Samples.plain(),
                                List.of(
                                        "num.partitions=3",
                                        "broker.disk.kind=path",
                                        "broker.ports.client=auto",
                                        "broker-2.a=b"))
                        .spec()
                        .orElseThrow()))
                .isEqualTo("""
                        name: orders
                        package: kafka
                        version: 4.3.1
                        role: holdfast/orders
                        settings:
                          num.partitions: 3
                        options:
                          rebalance: false
                          throttle: 0
                        groups:
                          controller:
                            count: 3
                            cpus: 0.25
                            memory: 512 MB
                            heap: 128 MB
                            disk: 1 GB
                            ports:
                              controller: 9093
                          broker:
                            count: 3
                            cpus: 0.5
                            memory: 1 GB
                            heap: 512 MB
                            disk:
                              size: 10 GB
                              kind: path
                            ports:
                              client: auto
                              internal: 9094
                            nodes:
                              2:
                                settings:
                                  a: b
                        """);
    }

    private static ClusterSpec generate(Random random) {
        ClusterSpec base = Samples.plain();
        GroupDraft broker = GroupDraft.of(base.group("broker").orElseThrow());
        broker.count = 1 + random.nextInt(20);
        broker.cpusMilli = 1L + random.nextInt(20_000);
        broker.memoryMegabytes = 2L + random.nextInt(100_000);
        broker.heapMegabytes = 1L + random.nextInt((int) broker.memoryMegabytes - 1);
        broker.diskMegabytes = 1L + random.nextInt(10_000_000);
        broker.diskKind = GroupDraft.DISK_KINDS.get(random.nextInt(3));
        broker.jvmOptions = random.nextBoolean() ? List.of() : List.of("-Da=b c", "-XX:+UseG1GC", "-D\"q\"");
        broker.constraint = random.nextBoolean() ? "" : "@zone:GROUP_BY:3 and not rack:LIKE:'a #b'";
        broker.ports.put("client", random.nextInt(3) == 0 ? 0 : 10_000 + random.nextInt(1000));
        broker.settings.putAll(settings(random));
        broker.node(random.nextInt(20)).putAll(settings(random));
        broker.released = random.nextBoolean() ? List.of(0) : List.of();
        ClusterSpec spec = base.with(broker.build()).withSettings(settings(random));
        assertThat(new SpecCheck(Samples.RULES).check(spec)).isEmpty();
        return spec;
    }

    private static SortedMap<String, String> settings(Random random) {
        SortedMap<String, String> settings = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String value = NASTY.get(random.nextInt(NASTY.size()));
            if (value.chars().noneMatch(c -> Character.getType(c) == Character.CONTROL)) {
                settings.put("some.key" + random.nextInt(100), value);
            }
        }
        return settings;
    }
}
