package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exporter is loaded beside the database, out of its way; what goes wrong with it costs the numbers only. */
final class ExportingTest {

    /** Where an exporter that is no exporter leaves word. */
    private static final String BEGUN = "holdfast.test.exporter.begun";

    private static final String SOURCE = """
            package io.prometheus.jmx;
            public final class JavaAgent {
                public static void premain(String arguments, java.lang.instrument.Instrumentation none) {
                    boolean alone = false;
                    try {
                        JavaAgent.class.getClassLoader().loadClass("dev.holdfast.node.Exporting");
                    } catch (ClassNotFoundException expected) {
                        alone = Thread.currentThread().getContextClassLoader() == JavaAgent.class.getClassLoader();
                    }
                    System.setProperty("%s", arguments + " " + (none == null) + " " + alone);
                }
            }
            """.formatted(BEGUN);

    @TempDir
    private Path directory;

    private final PrintStream usual = System.err;
    private final ClassLoader usualLoader = Thread.currentThread().getContextClassLoader();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeEach
    void listenToWhatIsSaid() {
        System.clearProperty(BEGUN);
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void asBefore() {
        System.clearProperty(BEGUN);
        System.clearProperty(Exporting.LISTEN);
        System.setErr(usual);
        Thread.currentThread().setContextClassLoader(usualLoader);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private static String begun() {
        return System.getProperty(BEGUN, "");
    }

    /** A jar with a class of the exporter's name. */
    private Path jar() throws IOException {
        Path source = directory.resolve("JavaAgent.java");
        Files.writeString(source, SOURCE);
        Path classes = Files.createDirectories(directory.resolve("classes"));
        int failed = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK")
                .run(null, null, null, "-d", classes.toString(), source.toString());
        assertThat(failed).isZero();
        Path jar = directory.resolve("exporter.jar");
        String name = "io/prometheus/jmx/JavaAgent.class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry(name));
            out.write(Files.readAllBytes(classes.resolve(name)));
            out.closeEntry();
        }
        return jar;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void itIsBegunInALoaderOfItsOwnAndToldWhereToListenAndByWhichRules() throws IOException {
        String listen = "127.0.0.1:" + freePort();
        new Exporting(jar().toString(), listen, "conf/exporter.yaml", 0).run();
        assertThat(begun()).isEqualTo(listen + ":conf/exporter.yaml true true");
        assertThat(said()).isEmpty();
        assertThatThrownBy(() -> Class.forName("io.prometheus.jmx.JavaAgent"))
                .as("nothing of it among the database's classes")
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void whereSomebodyElseListensItIsNotBegunForItWouldEndTheDatabase() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String listen = "127.0.0.1:" + taken.getLocalPort();
            new Exporting(jar().toString(), listen, "rules", 0).run();
            assertThat(begun()).isEmpty();
            assertThat(said()).contains(listen + " cannot be listened on").contains("remedy: ");
        }
    }

    @Test
    void withoutItsJarTheDatabaseLivesAndItsOutputSaysSo() throws IOException {
        String listen = "127.0.0.1:" + freePort();
        new Exporting(directory.resolve("absent.jar").toString(), listen, "rules", 0).run();
        assertThat(said())
                .startsWith("warning: the exporter does not listen on " + listen)
                .contains("io.prometheus.jmx.JavaAgent")
                .hasLineCount(1);
    }

    @Test
    void whereItIsNotWantedNothingIsStarted() {
        Exporting.begin();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("node-exporter");
    }

    @Test
    void whereItIsWantedItWaitsInAThreadThatKeepsNoProcessAlive() throws InterruptedException {
        System.setProperty(Exporting.LISTEN, "127.0.0.1:1");
        Exporting.begin();
        Thread thread = Thread.getAllStackTraces().keySet().stream()
                .filter(one -> one.getName().equals("node-exporter"))
                .findFirst()
                .orElseThrow();
        assertThat(thread.isDaemon()).isTrue();
        thread.interrupt();
        thread.join();
        assertThat(begun() + said()).as("it goes without having begun").isEmpty();
    }
}
