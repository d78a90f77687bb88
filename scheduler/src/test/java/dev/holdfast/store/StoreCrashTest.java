package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.core.Fact;
import dev.holdfast.core.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Processes that write and are killed: what they were told to be durable is found, whole. */
@Tag("real")
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class StoreCrashTest {

    @TempDir
    private Path directory;

    @Test
    void killedAtAnyMomentNothingAcknowledgedIsLost() throws IOException, InterruptedException {
        Path file = directory.resolve("state.db");
        long acknowledged = 0;
        for (int round = 0; round < 6; round++) {
            Process writer = start(List.of(), file, 100);
            try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
                for (int i = 0; i < 20 + 37 * round; i++) {
                    acknowledged = Long.parseLong(lines.readLine());
                }
                writer.toHandle().destroyForcibly(); // the process only; what it has said is still to be read
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    acknowledged = line.matches("\\d+") ? Long.parseLong(line) : acknowledged;
                }
            }
            writer.waitFor();
            long found = check(file);
            // One more may have become durable before the writer could say so.
            assertThat(found).isBetween(acknowledged, acknowledged + 1);
        }
    }

    @Test
    void aSecondProcessIsRefused() throws IOException, InterruptedException {
        Path file = directory.resolve("state.db");
        Process writer = start(List.of(), file, 100);
        try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).isEqualTo("1");
            StoreException refused =
                    catchThrowableOfType(StoreException.class, () -> SqliteStore.open(file, () -> Samples.self(0)));
            assertThat(refused).hasMessageContaining("another scheduler");
        } finally {
            writer.destroyForcibly();
            writer.waitFor();
        }
        assertThat(check(file)).isPositive();
    }

    @Test
    void whereFilesCannotGrowItIsToldAndWhatWasAcknowledgedIsThere() throws IOException, InterruptedException {
        Path file = directory.resolve("state.db");
        Process writer = start(List.of("sh", "-c", "ulimit -f 8192; exec \"$0\" \"$@\""), file, 50_000);
        List<String> said = new ArrayList<>();
        try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
            }
        } finally {
            writer.destroyForcibly();
            writer.waitFor();
        }
        assertThat(said)
                .filteredOn(line -> line.startsWith("FAILED"))
                .singleElement()
                .satisfies(line -> assertThat(line).contains(file.toString()).contains("| "));
        long acknowledged = said.stream()
                .filter(line -> line.matches("\\d+"))
                .mapToLong(Long::parseLong)
                .max()
                .orElse(0);
        assertThat(acknowledged).isPositive();
        assertThat(check(file)).isEqualTo(acknowledged);
    }

    /** What a commit wrote is there whole: the counter, the node and the line. Gives the counter. */
    private static long check(Path file) {
        try (SqliteStore store = SqliteStore.open(file, () -> Samples.self(0))) {
            State state = store.load();
            List<Fact.Told> newest = store.history(Samples.ORDERS, 1);
            assertThat(newest.get(0).text()).startsWith(state.self().counter() + " ");
            assertThat(state.nodes().get(Samples.NODE)).isEqualTo(Samples.node());
            return state.self().counter();
        }
    }

    private static Process start(List<String> before, Path file, int length) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "-XX:-UsePerfData"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), StoreWriter.class.getName()));
        command.addAll(List.of(file.toString(), Integer.toString(length)));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
