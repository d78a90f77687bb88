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

    private final String jar;
    private final String listen;
    private final String rules;
    private final long waitMillis;

    /**
     * An exporter that is not yet begun.
     *
     * @param listen {@code address:port}
     * @param waitMillis before anything is loaded
     */
    Exporting(String jar, String listen, String rules, long waitMillis) {
        this.jar = jar;
        this.listen = listen;
        this.rules = rules;
        this.waitMillis = waitMillis;
    }

    /** Begins, if it is wanted, and returns at once. */
    static void begin() {
        String listen = System.getProperty(LISTEN, "");
        if (!listen.isEmpty()) {
            Exporting wanted = new Exporting(
                    System.getProperty(JAR, ""), listen, System.getProperty(RULES, ""), MILLIS_AFTER_START);
            Thread thread = new Thread(wanted, "node-exporter");
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Override
    public void run() {
        try {
            Thread.sleep(waitMillis);
            export();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception | LinkageError e) {
            System.err.println("warning: the exporter does not listen on " + listen + ": " + e);
        }
    }

    /** It ends the whole process where it cannot listen; so that is tried first. */
    private void export() throws IOException, ReflectiveOperationException {
        if (Companion.isTaken(listen)) {
            return;
        }
        URL from = new File(jar).toURI().toURL();
        // Never closed: what it brought listens for the life of the process.
        @SuppressWarnings("resource")
        URLClassLoader loader = new URLClassLoader(new URL[] {from}, ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        loader.loadClass(AGENT)
                .getMethod("premain", String.class, Instrumentation.class)
                .invoke(null, listen + ":" + rules, null);
    }
}
