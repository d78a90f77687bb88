package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Fact;
import dev.holdfast.core.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Processes that write to ZooKeeper and are killed: what they were told to be durable is found, whole. */
@Tag("real")
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class ZooKeeperCrashTest {

    /** One that fits into a transaction, and one that goes through the journal. */
    private static final List<Integer> CHARACTERS = List.of(100, 1_500_000);

    @TempDir
    private Path directory;

    @Test
    void killedAtAnyMomentNothingAcknowledgedIsLostAndNothingIsHalfThere() throws IOException, InterruptedException {
        try (ZooKeeperHouse house = new ZooKeeperHouse(directory)) {
            for (int characters : CHARACTERS) {
                String place = "/killed-" + characters;
                long acknowledged = 0;
                for (int round = 0; round < 2; round++) {
                    Process writer = start("zk://127.0.0.1:" + house.port() + place, characters);
                    try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
                        for (int i = 0; i < 5 + 9 * round; i++) {
                            acknowledged = Long.parseLong(lines.readLine());
                        }
                        writer.toHandle().destroyForcibly(); // what it has said is still to be read
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            acknowledged = line.matches("\\d+") ? Long.parseLong(line) : acknowledged;
                        }
                    }
                    writer.waitFor();
                    // One more may have become durable before the writer could say so.
                    assertThat(check(house, place)).isBetween(acknowledged, acknowledged + 1);
                }
            }
        }
    }

    /** What a commit wrote is there whole: the counter, the node and the line. Gives the counter. */
    private static long check(ZooKeeperHouse house, String place) {
        try (ZooKeeperSession session = house.session(place);
                ZooKeeperStore store = ZooKeeperHouse.leading(session, Samples.self(0))) {
            State state = store.load();
            List<Fact.Told> newest = store.history(Samples.ORDERS, 1);
            assertThat(newest.get(0).text()).startsWith(state.self().counter() + " ");
            assertThat(state.nodes().get(Samples.NODE)).isEqualTo(Samples.node());
            long count = state.self().counter();
            state.nodes().values().stream()
                    .filter(node -> !node.id().equals(Samples.NODE))
                    .forEach(node -> assertThat(node.launches()).isEqualTo((int) count));
            return count;
        }
    }

    private static Process start(String place, int characters) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreWriter.class.getName(),
                        place,
                        Integer.toString(characters))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
