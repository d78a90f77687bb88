package dev.holdfast.cli.run;

import dev.holdfast.api.ApiException;
import dev.holdfast.cli.DataDirectory;
import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import dev.holdfast.cli.Signals;
import dev.holdfast.core.View;
import dev.holdfast.engine.SchedulerSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast scheduler}. */
@Command(
        name = "scheduler",
        description = {"Run the scheduler alone, for a Mesos that is there.", "Ending it leaves the databases running."
        })
public final class SchedulerCommand implements Callable<Integer> {

    private static final long MILLIS_BETWEEN_LOOKS = 500;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--master",
            required = true,
            split = ",",
            paramLabel = "URL",
            description = "Mesos masters, as in http://10.0.0.1:5050; several with commas between.")
    private List<String> masters = List.of();

    @Option(names = "--data", paramLabel = "DIR", description = "State and cache (usual: ~/.holdfast).")
    private Path data = DataDirectory.usual(System.getenv());

    @Option(names = "--framework-name", paramLabel = "NAME", description = "As Mesos shows it (usual: holdfast).")
    private String frameworkName = "holdfast";

    @Option(names = "--user", paramLabel = "USER", description = "User that databases run as.")
    private String user = System.getProperty("user.name", "root");

    @Option(names = "--role", paramLabel = "ROLE", description = "Role below which clusters have theirs.")
    private String role = House.PARENT_ROLE;

    @Option(names = "--principal", paramLabel = "NAME", description = "For Mesos.")
    private String principal = "";

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description = "The principal's secret, in the file's first line.")
    private Optional<Path> secretFile = Optional.empty();

    @Option(
            names = "--artifact-listen",
            paramLabel = "HOST:PORT",
            description = "Where agents fetch software from (usual: the address that leads to the master).")
    private Optional<String> artifactListen = Optional.empty();

    @Option(
            names = "--advertise",
            paramLabel = "URL",
            description = "The address agents reach that at, if another, as in http://10.0.0.9:7070")
    private Optional<URI> advertise = Optional.empty();

    @Mixin
    private ListenOptions listen = new ListenOptions();

    @Override
    public Integer call() throws InterruptedException {
        Path directory = data.toAbsolutePath().normalize();
        Logging.toConsole();
        CountDownLatch end = new CountDownLatch(1);
        for (String signal : List.of(Signals.INTERRUPT, Signals.TERMINATE)) {
            Signals.on(signal, end::countDown);
        }
        PrintWriter out = spec.commandLine().getOut();
        try (Brain brain =
                Brain.start(settings(directory), listen.settings(), listen.crateCluster(), Clock.systemUTC())) {
            out.println("API at " + brain.api() + "; state in " + directory);
            out.flush();
            String said = "";
            while (!end.await(MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS)) {
                if (brain.engine().halted().isDone()) {
                    throw new Failure(
                            Exit.UNAVAILABLE,
                            "the scheduler has stopped: "
                                    + brain.engine().halted().getNow(""),
                            "see the lines above, then start it again");
                }
                View.Master master = brain.engine().view().master();
                String now = master.connected()
                        ? "subscribed to " + master.text()
                        : "not connected to Mesos (" + String.join(", ", masters) + "): " + master.text()
                                + "; trying again";
                if (!now.equals(said)) {
                    said = now;
                    out.println(now);
                    out.flush();
                }
            }
        } catch (ApiException e) {
            throw new Failure(Exit.USAGE, String.valueOf(e.getMessage()), e.remedy(), e);
        }
        out.println("ended; databases go on");
        return Exit.DONE;
    }

    private SchedulerSettings settings(Path directory) {
        List<URI> all = masters();
        return new SchedulerSettings(
                all,
                directory,
                frameworkName,
                user,
                principal,
                secretFile.map(SchedulerCommand::secret).orElse(""),
                role,
                artifactListen.map(SchedulerCommand::listenAddress).orElseGet(() -> towards(all.get(0))),
                advertise);
    }

    private List<URI> masters() {
        List<URI> all = new ArrayList<>();
        for (String text : masters) {
            if (text.startsWith("zk://")) {
                throw new Failure(
                        Exit.USAGE,
                        "masters cannot be found through ZooKeeper yet",
                        "list them: --master http://10.0.0.1:5050,http://10.0.0.2:5050");
            }
            String full = text.contains("://") ? text : "http://" + text;
            try {
                all.add(URI.create(full));
            } catch (IllegalArgumentException e) {
                throw new Failure(Exit.USAGE, "'" + text + "' is no address", "write as in http://10.0.0.1:5050", e);
            }
        }
        return all;
    }

    private static String secret(Path file) {
        try {
            return Files.readString(file).lines().findFirst().orElse("").strip();
        } catch (IOException e) {
            throw new Failure(
                    Exit.USAGE,
                    "the secret file " + file + " cannot be read: " + e.getMessage(),
                    "correct the path",
                    e);
        }
    }

    /** This machine's address on the way to a master; nothing is sent for that. */
    private static InetSocketAddress towards(URI master) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(master.getHost(), Math.max(1, master.getPort())));
            return new InetSocketAddress(socket.getLocalAddress(), 0);
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw new Failure(
                    Exit.UNAVAILABLE,
                    "no address of this machine leads to the master " + master + ": " + e.getMessage(),
                    "say with --artifact-listen HOST:PORT where agents can fetch software",
                    e);
        }
    }

    static InetSocketAddress listenAddress(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("\\d{1,5}")) {
            throw new Failure(Exit.USAGE, "'" + text + "' is no address to listen on", "write as in 10.0.0.9:7070");
        }
        return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }
}
