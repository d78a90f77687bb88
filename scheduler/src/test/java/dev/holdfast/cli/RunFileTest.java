package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFileTest {

    @TempDir
    private Path data = Path.of("");

    @Test
    void whoWroteItIsFoundWhileItLives() throws Exception {
        RunFile file = RunFile.in(data);
        assertThat(file.alive()).isEmpty();

        file.write("http://127.0.0.1:4040");

        assertThat(file.aliveApi()).contains("http://127.0.0.1:4040");
        assertThat(file.alive().orElseThrow().pid())
                .isEqualTo(ProcessHandle.current().pid());
        file.delete();
        assertThat(file.alive()).isEmpty();
    }

    @Test
    void anotherProcessWithTheSameNumberIsNotTakenForIt() throws Exception {
        RunFile.in(data).write("http://127.0.0.1:4040");
        Path written = data.resolve("up.run");
        Files.writeString(
                written, Files.readString(written).replaceFirst("started=.*", "started=2001-01-01T00:00:00Z"));

        assertThat(RunFile.in(data).alive()).isEmpty();
    }

    @Test
    void aBrokenFileIsNobody() throws Exception {
        Files.writeString(data.resolve("up.run"), "pid=many\n");

        assertThat(RunFile.in(data).alive()).isEmpty();
    }
}
