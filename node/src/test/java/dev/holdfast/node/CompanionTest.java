package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    /** Stands for a database's formatting tool. */
    public static final class Tool {
        public static int execute(String[] arguments, PrintStream out) throws IOException {
            out.println("formatting");
            if (arguments[0].equals("throw")) {
                throw new IOException("no room\non the disk");
            }
            if (arguments[0].equals("refuse")) {
                out.println("already in use");
                return 1;
            }
            Files.writeString(Path.of(arguments[1]).resolve("meta"), "formatted " + arguments[2]);
            return 0;
        }
    }

    private static Ended format(Path volume, String... arguments) throws IOException, InterruptedException {
        Files.createDirectories(volume.resolve("new"));
        List<String> lines = new ArrayList<>(List.of(Tool.class.getName()));
        lines.addAll(List.of(arguments));
        Files.write(volume.resolve("tool"), lines);
        return run(
                "-Dholdfast.directory=" + volume.resolve("disk"),
                "-Dholdfast.format.tool=" + volume.resolve("tool"),
                "-Dholdfast.format.beside=" + volume.resolve("new"),
                "-Dholdfast.format.mark=" + volume.resolve("mark"),
                "dev.holdfast.node.Companion",
                Echo.class.getName());
    }

    @Test
    void a_new_disk_is_formatted_and_moved_into_place_before_the_database_begins(@TempDir Path volume)
            throws Exception {
        Ended ended = format(volume, "format", volume.resolve("new").toString(), "a b");
        assertThat(ended.code()).as(ended.out()).isZero();
        assertThat(ended.out()).contains("echo []");
        assertThat(volume.resolve("disk/meta")).content().isEqualTo("formatted a b");
        assertThat(volume.resolve("new")).doesNotExist();
        assertThat(volume.resolve("mark")).exists();
    }

    @Test
    void a_disk_that_cannot_be_formatted_is_refused_with_the_tools_last_word(@TempDir Path volume) throws Exception {
        Ended ended = format(volume, "refuse");
        assertThat(ended.code()).isEqualTo(78);
        assertThat(ended.out())
                .contains("could not be formatted: already in use")
                .doesNotContain("echo");
        assertThat(format(volume, "throw").out()).contains("could not be formatted: on the disk");
        assertThat(volume.resolve("disk")).doesNotExist();
        assertThat(volume.resolve("mark")).doesNotExist();
    }

    @Test
    void without_a_main_class_it_says_how_it_is_called() throws Exception {
        Ended ended = run("dev.holdfast.node.Companion");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).contains("refused: no main class").contains("remedy:");
    }
}
