package dev.holdfast.node;

import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.net.URL;
import java.net.URLClassLoader;

/**
 * Starts the exporter of the Prometheus project in the database's own Java: in a class loader of its own, and not as an agent of the JVM,
 * which would then read every class file again that a class-data archive spares it. The database starts first. What goes wrong here costs
 * the numbers, never the database.
 */
final class Exporting implements Runnable {

    /** System properties: its jar, {@code address:port} to listen on, and the file with its rules. Without the second nothing is started. */
    static final String JAR = "holdfast.exporter.jar";

    static final String LISTEN = "holdfast.exporter.listen";
    static final String RULES = "holdfast.exporter.rules";

    /** So long the database has the processor for itself. */
    private static final long MILLIS_AFTER_START = 8_000;

    private static final String AGENT = "io.prometheus.jmx.JavaAgent";

    private Exporting() {}

    /** Begins, if it is wanted, and returns at once. */
    static void begin() {
        if (!System.getProperty(LISTEN, "").isEmpty()) {
            Thread thread = new Thread(new Exporting(), "node-exporter");
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Override
    public void run() {
        String listen = System.getProperty(LISTEN, "");
        try {
            Thread.sleep(MILLIS_AFTER_START);
            export(listen);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception | LinkageError e) {
            System.err.println("warning: the exporter does not listen on " + listen + ": " + e);
        }
    }

    /** It ends the whole process where it cannot listen; so that is tried first. */
    private static void export(String listen) throws IOException, ReflectiveOperationException {
        if (Companion.isTaken(listen)) {
            return;
        }
        URL jar = new File(System.getProperty(JAR, "")).toURI().toURL();
        // Never closed: what it brought listens for the life of the process.
        @SuppressWarnings("resource")
        URLClassLoader loader = new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        loader.loadClass(AGENT)
                .getMethod("premain", String.class, Instrumentation.class)
                .invoke(null, listen + ":" + System.getProperty(RULES, ""), null);
    }
}
