package dev.holdfast.cli.run;

import dev.holdfast.api.ApiException;
import dev.holdfast.api.ApiSettings;
import dev.holdfast.cli.DataDirectory;
import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import dev.holdfast.cli.StateOptions;
import dev.holdfast.core.View;
import dev.holdfast.engine.Leadership;
import dev.holdfast.engine.SchedulerSettings;
import dev.holdfast.engine.SharedState;
import dev.holdfast.model.ZooKeeperAddress;
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
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    private static final long MILLIS_TO_LEAVE = 5_000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--master",
            required = true,
            paramLabel = "URL",
            description =
                    "Mesos masters, as in http://10.0.0.1:5050, several with commas between; or where they are found, as in"
                            + " zk://10.0.0.1:2181,10.0.0.2:2181/mesos (zks:// where ZooKeeper speaks TLS).")
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

    @Option(
            names = "--api-address",
            paramLabel = "URL",
            description =
                    "With --state: where users and other schedulers reach this one's API (usual: --host and --port).")
    private Optional<URI> apiAddress = Optional.empty();

    @Option(names = "--local-account", hidden = true, description = "Databases run as a user that this machine has.")
    private boolean localAccount;

    @Mixin
    private ParentOption parent = new ParentOption();

    @Mixin
    private StateOptions state = new StateOptions();

    @Mixin
    private ListenOptions listen = new ListenOptions();

    @Mixin
    private DnsOptions dns = new DnsOptions();

    @Override
    @SuppressWarnings("try") // the lock is only held
    public Integer call() throws IOException, InterruptedException {
        Path directory = data.toAbsolutePath().normalize();
        Logging.toConsole();
        CountDownLatch end = new CountDownLatch(1);
        parent.endOn(end);
        PrintWriter out = spec.commandLine().getOut();
        Optional<SharedState> shared = state.shared();
        try (DirectoryLock lock = DirectoryLock.take(directory, "holdfast scheduler");
                Brain brain = brain(directory, shared)) {
            out.println("API at " + brain.api() + "; state in "
                    + shared.map(place -> place.address().toString()).orElse(directory.toString()));
            out.flush();
            String said = "";
            while (!end.await(MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS)) {
                if (brain.engine().halted().isDone()) {
                    leaveSoon();
                    throw new Failure(
                            Exit.UNAVAILABLE,
                            "the scheduler has stopped: "
                                    + brain.engine().halted().getNow(""),
                            "see the lines above, then start it again");
                }
                View.Master master = brain.engine().view().master();
                Leadership leadership = brain.leadership();
                String now = !leadership.leads()
                        ? "standing by; "
                                + leadership.leader().map(URI::toString).orElse("none") + " leads"
                        : master.connected()
                                ? "subscribed to " + master.text()
                                : "not connected to Mesos (" + shown() + "): " + master.text() + "; trying again";
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

    /** The masters as given, without a login. */
    private String shown() {
        return masters.stream()
                .map(text -> ZooKeeperAddress.parse(text)
                        .map(ZooKeeperAddress::toString)
                        .orElse(text))
                .collect(Collectors.joining(", "));
    }

    private Brain brain(Path directory, Optional<SharedState> shared) throws ApiException {
        ApiSettings where = listen.settings();
        UnaryOperator<String> users = localAccount ? LocalAccount.ofThisProcess()::instead : user -> user;
        if (shared.isEmpty()) {
            return Brain.start(
                    settings(directory),
                    where,
                    listen.crateCluster(),
                    List.of(),
                    users,
                    dns.ofScheduler(),
                    Clock.systemUTC());
        }
        if (apiAddress.isEmpty() && List.of("0.0.0.0", "::").contains(where.host())) {
            throw new Failure(
                    Exit.USAGE,
                    "the other schedulers must be told where this one's API is, and " + where.host() + " is no address",
                    "give --api-address, as in http://10.0.0.9:4040");
        }
        return Brain.standby(
                settings(directory),
                shared.get(),
                where,
                apiAddress,
                listen.crateCluster(),
                users,
                dns.ofScheduler(),
                Clock.systemUTC());
    }

    /** Who may act no more shall not stay because something does not want to end; whoever runs us starts us again. */
    private static void leaveSoon() {
        Thread thread = new Thread(
                () -> {
                    try {
                        Thread.sleep(MILLIS_TO_LEAVE);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    Runtime.getRuntime().halt(Exit.UNAVAILABLE);
                },
                "leaving");
        thread.setDaemon(true);
        thread.start();
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
                        advertise)
                .with(state.access());
    }

    private List<URI> masters() {
        List<URI> all = new ArrayList<>();
        // Commas stand between masters, but in a place in ZooKeeper between its servers.
        List<String> texts = masters.stream()
                .flatMap(text -> ZooKeeperAddress.isOne(text) ? Stream.of(text) : Stream.of(text.split(",", -1)))
                .toList();
        for (String text : texts) {
            if (ZooKeeperAddress.isOne(text)
                    && (texts.size() > 1 || ZooKeeperAddress.parse(text).isEmpty())) {
                throw new Failure(
                        Exit.USAGE,
                        "--master is no place in a ZooKeeper",
                        "write as in zk://10.0.0.1:2181,10.0.0.2:2181/mesos, and nothing beside it");
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
    private static InetSocketAddress towards(URI given) {
        URI master = ZooKeeperAddress.parse(given.toString())
                .map(place -> URI.create("http://" + place.servers().split(",", -1)[0]))
                .orElse(given);
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
