package dev.holdfast.node;

import java.io.IOException;
import java.io.PrintStream;
import java.rmi.NotBoundException;
import java.rmi.registry.LocateRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.JMException;
import javax.management.remote.JMXConnector;
import javax.management.remote.rmi.RMIConnector;
import javax.management.remote.rmi.RMIServer;

/**
 * An operation on a Cassandra node, from its own machine, where alone its management is open. Called as {@code RingTool --jmx ADDRESS:PORT OPERATION
 * [ARGUMENTS]}; {@link RingWork} has the operations. Writes JSON lines: {@code {"progress":"…"}} as it goes on, {@code {"result":"…"}} at the
 * end. Exit codes: 0 done, 1 not done, 2 called wrongly, 3 the node cannot be reached. On SIGTERM it stops in Cassandra what can be stopped.
 */
public final class RingTool {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int UNREACHABLE = 3;

    private RingTool() {}

    /** See the class. */
    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out));
    }

    private static int run(String[] arguments, PrintStream out) {
        Progress progress = new Progress(out);
        if (arguments.length < 3 || !arguments[0].equals("--jmx") || !RingWork.isKnown(arguments[2])) {
            progress.result("called wrongly: --jmx ADDRESS:PORT and one of " + String.join(", ", RingWork.NAMES));
            return USAGE;
        }
        JMXConnector connector;
        try {
            connector = connect(arguments[1]);
        } catch (IOException | NotBoundException | RuntimeException e) {
            progress.result("Cassandra's management at " + arguments[1] + " cannot be reached: " + Beans.said(e));
            return UNREACHABLE;
        }
        try (connector) {
            List<String> words = new ArrayList<>(List.of(arguments).subList(2, arguments.length));
            return perform(new RingWork(new Beans(connector.getMBeanServerConnection()), progress), words, progress);
        } catch (IOException e) {
            progress.result("the connection to Cassandra was lost: " + Beans.said(e));
            return FAILED;
        }
    }

    private static JMXConnector connect(String endpoint) throws IOException, NotBoundException {
        int colon = endpoint.lastIndexOf(':');
        int port = Integer.parseInt(endpoint.substring(colon + 1));
        RMIServer server = (RMIServer)
                LocateRegistry.getRegistry(endpoint.substring(0, colon), port).lookup("jmxrmi");
        JMXConnector connector = new RMIConnector(server, null);
        connector.connect();
        return connector;
    }

    /** Does it and says how it went. */
    static int perform(RingWork work, List<String> words, Progress progress) {
        AtomicBoolean over = new AtomicBoolean();
        Thread giveUp = new Thread(
                () -> {
                    if (!over.get()) {
                        work.giveUp(words.get(0));
                    }
                },
                "ring-give-up");
        Runtime.getRuntime().addShutdownHook(giveUp);
        try {
            progress.result(work.perform(words));
            return DONE;
        } catch (IllegalArgumentException e) {
            progress.result("called wrongly: " + Beans.said(e));
            return USAGE;
        } catch (IOException e) {
            progress.result("the connection to Cassandra was lost: " + Beans.said(e));
            return FAILED;
        } catch (JMException | RuntimeException e) {
            progress.result(words.get(0) + " failed: " + Beans.said(e));
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            progress.result(words.get(0) + " was interrupted");
            return FAILED;
        } finally {
            over.set(true);
        }
    }
}
