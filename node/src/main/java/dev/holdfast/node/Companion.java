package dev.holdfast.node;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Entry points. Either as a main class before the database's own, {@code Companion MAIN-CLASS ARGUMENTS…}, or as a
 * {@code -javaagent}. The first costs nothing; the second makes the JVM read every class file again that a class-data archive
 * would have spared it.
 *
 * <p>System properties: {@value #ADDRESS} and {@value #PORT} say where to listen, {@value #INCARNATION} which launch this is,
 * {@value #DIRECTORY} where {@code meta.properties} lies. Without an address nothing listens. {@value #NEEDED} names, as
 * {@code address:port,…}, what the database is going to listen on: if somebody else has one of them, the main class is not begun,
 * for it would only say so in the midst of a stack trace. A new disk is formatted first, if {@link DiskFormat} is told how. {@value
 * #DATABASE} says of which database the state is told; without it, of Kafka.
 */
public final class Companion {

    static final String ADDRESS = "holdfast.status.address";
    static final String PORT = "holdfast.status.port";
    static final String INCARNATION = "holdfast.incarnation";
    static final String DIRECTORY = "holdfast.directory";
    static final String NEEDED = "holdfast.listens";
    static final String DATABASE = "holdfast.database";

    /** Exit code when an address is taken; the start script has most others. */
    static final int ADDRESS_TAKEN = 81;

    /** Exit code when a new disk could not be formatted. */
    static final int NOT_FORMATTED = 78;

    /** Refuses further callers while so many wait for their answer. */
    private static final int BACKLOG = 16;

    private Companion() {}

    /** The JVM calls this when started with {@code -javaagent}. */
    public static void premain(String arguments) {
        listen();
    }

    /** Starts to listen and becomes the main class named first. */
    public static void main(String[] arguments) throws Throwable {
        if (arguments.length == 0) {
            System.err.println("refused: no main class was named");
            System.err.println("remedy: call this as: Companion MAIN-CLASS ARGUMENTS");
            System.exit(2);
        }
        for (String address : System.getProperty(NEEDED, "").split(",", -1)) {
            if (!address.isEmpty() && isTaken(address)) {
                System.exit(ADDRESS_TAKEN);
            }
        }
        if (DiskFormat.isWanted()) {
            String problem = DiskFormat.problem();
            if (!problem.isEmpty()) {
                System.err.println("refused: the disk of this node could not be formatted: " + problem);
                System.err.println("remedy: see that its disk is well; it is tried again by itself");
                System.exit(NOT_FORMATTED);
            }
        }
        if (isCassandra()) {
            URL.setURLStreamHandlerFactory(new SecretFiles(System.getenv()));
        }
        listen();
        Exporting.begin();
        Method main = Class.forName(arguments[0]).getMethod("main", String[].class);
        try {
            main.invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    static boolean isTaken(String address) {
        int colon = address.lastIndexOf(':');
        int port = Integer.parseInt(address.substring(colon + 1));
        try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getByName(address.substring(0, colon)))) {
            return !free.isBound();
        } catch (IOException e) {
            System.err.println("refused: " + address + " cannot be listened on: " + e.getMessage());
            System.err.println("remedy: end what uses port " + port
                    + " on this agent, or take it out of the agent's resources" + " and replace the node");
            return true;
        }
    }

    /** A companion that cannot listen says so and lets the database live: it is then seen as "no answer". */
    private static void listen() {
        String address = System.getProperty(ADDRESS, "");
        int port = Integer.getInteger(PORT, 0);
        if (address.isEmpty()) {
            return;
        }
        try {
            ServerSocket socket = new ServerSocket(port, BACKLOG, InetAddress.getByName(address));
            Thread thread = new Thread(new StatusServer(socket, report(address)), "node-status");
            thread.setDaemon(true);
            thread.start();
        } catch (IOException e) {
            System.err.println(
                    "warning: cannot answer for this node's state on " + address + ":" + port + ": " + e.getMessage());
        }
    }

    private static boolean isCassandra() {
        return System.getProperty(DATABASE, "").equals("cassandra");
    }

    private static Supplier<String> report(String address) {
        int incarnation = Integer.getInteger(INCARNATION, 0);
        String directory = System.getProperty(DIRECTORY, "");
        if (!isCassandra()) {
            return new StatusReport(incarnation, directory)::json;
        }
        Volume volume = new Volume(directory);
        Beans beans = new Beans(ManagementFactory.getPlatformMBeanServer());
        RepairStatus.register(beans);
        Thread thread = new Thread(new VolumeMarks(beans, volume), "node-marks");
        thread.setDaemon(true);
        thread.start();
        return new RingReport(beans, incarnation, address, volume)::json;
    }
}
