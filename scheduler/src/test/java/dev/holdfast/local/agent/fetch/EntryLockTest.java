package dev.holdfast.local.agent.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An entry belongs to one at a time: of this program's agents, and of all programs. */
class EntryLockTest {

    @TempDir
    private Path directory = Path.of("");

    @Test
    void another_agent_of_this_program_that_asks_in_vain_does_not_open_it_to_other_programs() throws Exception {
        Path entry = directory.resolve("entry");
        EntryLock held = EntryLock.take(entry).orElseThrow();
        assertThat(EntryLock.take(entry)).isEmpty();
        assertThat(inAnotherProgram(entry)).isEqualTo("taken");
        held.close();
        assertThat(inAnotherProgram(entry)).isEqualTo("free");
        EntryLock.take(entry).orElseThrow().close();
    }

    @Test
    void entries_do_not_wait_for_each_other() throws IOException {
        try (EntryLock one = EntryLock.take(directory.resolve("one")).orElseThrow();
                EntryLock other = EntryLock.take(directory.resolve("other")).orElseThrow()) {
            assertThat(one).isNotSameAs(other);
        }
    }

    private static String inAnotherProgram(Path entry) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProgram.class.getName(),
                        entry.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        process.waitFor();
        return said;
    }

    /** Says whether it got the lock. */
    static final class OtherProgram {
        public static void main(String[] arguments) throws IOException {
            System.out.println(EntryLock.take(Path.of(arguments[0])).isPresent() ? "free" : "taken");
        }
    }
}
