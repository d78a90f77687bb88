package dev.holdfast.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** In a process of its own, for logging is the whole process's. */
final class LoggingTest {

    @TempDir
    private Path directory;

    /** Logs before anybody has said where to, then says it, and logs again. */
    static final class EarlyBird {

        private EarlyBird() {}

        public static void main(String[] arguments) {
            LoggerFactory.getLogger(EarlyBird.class).info("too early");
            Logging.toFile(Path.of(arguments[0]));
            LoggerFactory.getLogger(EarlyBird.class).info("in time");
        }
    }

    /** On the tests' class path lies another file that logback takes first, as where the program is started from classes of a build. */
    @Test
    void theLogIsWrittenAlsoWhereSomethingWasLoggedBeforeAndAnotherConfigurationLiesInFront() throws Exception {
        Path log = directory.resolve("holdfast.log");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EarlyBird.class.getName(),
                        log.toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(said).doesNotContain("in time");
        assertThat(Files.readString(log)).contains("in time").doesNotContain("too early");
    }
}
