package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CompanionTest {

    private static final long LIMIT_SECONDS = 30;

    /** Stands for a database: says what it was given and ends. */
    public static final class Echo {
        public static void main(String[] arguments) {
            System.out.println("echo " + Arrays.asList(arguments));
        }
    }

    private record Ended(int code, String out) {}

    private static Ended run(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-cp");
        command.add(System.getProperty("java.class.path")
                .replace(File.pathSeparator + File.pathSeparator, File.pathSeparator));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                .as("ends by itself")
                .isTrue();
        return new Ended(process.exitValue(), out);
    }

    @Test
    void the_database_gets_its_arguments_and_ends_when_it_likes() throws Exception {
        String address = InetAddress.getLoopbackAddress().getHostAddress();
        Ended ended = run(
                "-Dholdfast.status.address=" + address,
                "-Dholdfast.status.port=0",
                "dev.holdfast.node.Companion",
                Echo.class.getName(),
                "a",
                "b c");
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).isEqualToIgnoringNewLines("echo [a, b c]");
    }

    @Test
    void a_port_that_is_taken_is_a_warning_and_no_reason_not_to_start() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ended ended = run(
                    "-Dholdfast.status.address=" + taken.getInetAddress().getHostAddress(),
                    "-Dholdfast.status.port=" + taken.getLocalPort(),
                    "dev.holdfast.node.Companion",
                    Echo.class.getName());
            assertThat(ended.code()).isZero();
            assertThat(ended.out())
                    .contains("warning: cannot answer for this node's state")
                    .contains("echo []");
        }
    }

    @Test
    void without_a_main_class_it_says_how_it_is_called() throws Exception {
        Ended ended = run("dev.holdfast.node.Companion");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).contains("refused: no main class").contains("remedy:");
    }
}
