package dev.holdfast.cli.run;

import dev.holdfast.api.ApiException;
import dev.holdfast.api.ApiSettings;
import dev.holdfast.cli.DataDirectory;
import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import dev.holdfast.cli.GivenArtifact;
import dev.holdfast.cli.Paint;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.local.LocalClusterConfig;
import dev.holdfast.spec.Descriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast up}. */
@Command(
        name = "up",
        description = {
            "Start everything on this machine: a Mesos of its own, the scheduler and a first cluster.",
            "Ctrl-C stops it and keeps the data; the next up brings it back."
        })
public final class UpCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "PACKAGE", description = "A database, as in kafka.")
    private String packageName = "";

    @Option(names = "--name", paramLabel = "NAME", description = "The first cluster's name (usual: as the package).")
    private String name = "";

    @Option(names = "--nodes", paramLabel = "N", description = "Nodes of its main group.")
    private Optional<Integer> nodes = Optional.empty();

    @Option(names = "--version", paramLabel = "VERSION", description = "Version of the database.")
    private String version = "";

    @Option(names = "--artifact", paramLabel = "FILE|URL", description = GivenArtifact.HELP)
    private String artifact = "";

    @Option(names = "--jre", paramLabel = "FILE|URL", description = GivenArtifact.JRE_HELP)
    private String jre = "";

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "A spec of the first cluster, instead of PACKAGE.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--agents",
            paramLabel = "N",
            description = "Mesos agents (usual: nodes of the largest group and two more).")
    private Optional<Integer> agents = Optional.empty();

    @Option(names = "--data", paramLabel = "DIR", description = "Where everything is kept (usual: ~/.holdfast).")
    private Path data = DataDirectory.usual(System.getenv());

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "Written when all is ready: JSON with endpoints.")
    private Optional<Path> readyFile = Optional.empty();

    @Option(
            names = {"-d", "--detach"},
            description = "Go on in the background when it is ready; `holdfast down` ends it.")
    private boolean detach;

    @Option(
            names = "--ha",
            description =
                    "Three schedulers, each a process of its own, and a ZooKeeper: one leads, and when it is killed another"
                            + " goes on.")
    private boolean several;

    @Option(names = "--fresh", description = "Destroy what is there before.")
    private boolean fresh;

    @Option(names = "--yes", description = "With --fresh: do not ask.")
    private boolean yes;

    @Option(
            names = "--network",
            paramLabel = "A.B.C",
            description =
                    "First numbers of the addresses used (usual: 127.0.0); another where ports on those are taken.")
    private String network = "127.0.0";

    @Option(names = "--agent-resources", hidden = true, paramLabel = "TEXT", description = "In Mesos's own notation.")
    private String resources = "";

    @Option(
            names = "--agent-attributes",
            hidden = true,
            split = ",",
            paramLabel = "TEXT",
            description = "For agents in turn.")
    private List<String> attributes = List.of();

    @Mixin
    private ListenOptions listen = new ListenOptions();

    @Mixin
    private DnsOptions dns = new DnsOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path directory = data.toAbsolutePath().normalize();
        if (file.isPresent() && !packageName.isEmpty()) {
            throw new Failure(Exit.USAGE, "PACKAGE and -f are both given", "give one of them");
        }
        if (!artifact.isEmpty()) {
            if (packageName.isEmpty()) {
                throw new Failure(
                        Exit.USAGE, "--artifact is given without PACKAGE", "write as in: up crate --artifact FILE");
            }
            GivenArtifact.assignments(
                    packageName, artifact, version); // a file that is not there is told before all else
        }
        if (!jre.isEmpty()) {
            if (packageName.isEmpty()) {
                throw new Failure(Exit.USAGE, "--jre is given without PACKAGE", "write as in: up cassandra --jre FILE");
            }
            GivenArtifact.java(jre);
        }
        checkState(directory);
        account(directory);
        if (detach) {
            return new Detached(directory, spec.commandLine().getOut())
                    .start(spec.commandLine().getParseResult().originalArgs(), readyFile, fresh, yes);
        }
        if (fresh) {
            new Fresh(directory, spec.commandLine().getErr()).destroy(yes);
        }
        Logging.toFile(directory.resolve("holdfast.log"));
        boolean terminal = Launched.onTerminal();
        Screen screen =
                new Screen(spec.commandLine().getOut(), terminal, new Paint(Launched.inColour()), Instant.now());
        ApiSettings where = settings();
        return new UpRun(
                        directory,
                        LocalClusterConfig.of(directory.resolve("mesos"), agentCount(directory))
                                .on(network)
                                .withResources(resources)
                                .withAttributes(attributes),
                        where,
                        several,
                        listen.crateCluster(),
                        dns.ofUp(listen.port()),
                        new FirstCluster(
                                packageName,
                                name,
                                version,
                                nodes.map(OptionalInt::of).orElse(OptionalInt.empty()),
                                artifact,
                                jre,
                                file),
                        readyFile.map(ReadyFile::new),
                        screen,
                        how(directory, where))
                .run();
    }

    /** State of one scheduler is not that of several; a data directory has one or the other. */
    private void checkState(Path directory) {
        if (several && (!listen.isUsualHost() || listen.hasToken())) {
            throw new Failure(
                    Exit.USAGE,
                    "--ha is for trying out on this machine, without --host and --api-token-file",
                    "see docs/high-availability.md for several schedulers on machines of their own");
        }
        Path other = directory.resolve(several ? "state.db" : "zookeeper");
        if (!fresh && Files.exists(other)) {
            throw new Failure(
                    Exit.CONFLICT,
                    directory + " holds what an `up` " + (several ? "without" : "with") + " --ha has left",
                    "start it " + (several ? "without" : "with")
                            + " --ha again, or give another directory with --data");
        }
    }

    /** Nodes that run as somebody else must be able to enter their directories. */
    private void account(Path directory) {
        LocalAccount account = LocalAccount.ofThisProcess();
        Optional<Descriptor> descriptor = Optional.ofNullable(
                        Databases.all(Clock.systemUTC()).get(packageName))
                .map(DatabasePackage::descriptor);
        String user =
                descriptor.map(known -> account.instead(known.manner().user())).orElse("");
        account.closed(user, directory).ifPresent(closed -> {
            throw new Failure(
                    Exit.UNAVAILABLE,
                    "nodes of " + packageName + " run as '" + user + "', who cannot enter " + closed
                            + (closed.equals(directory) ? "" : " on the way to " + directory),
                    "give a directory that everybody can reach, as in --data /var/lib/holdfast (HOLDFAST_DATA for all"
                            + " commands), or chmod o+x " + closed);
        });
    }

    private ApiSettings settings() {
        try {
            return listen.settings();
        } catch (ApiException e) {
            throw new Failure(Exit.USAGE, String.valueOf(e.getMessage()), e.remedy(), e);
        }
    }

    private int agentCount(Path directory) throws IOException {
        int count = AgentCount.of(agents, nodes, packageName, file, directory);
        if (count < 1 || count > LocalClusterConfig.MAX_AGENTS) {
            throw new Failure(
                    Exit.USAGE,
                    count + " agents are not possible",
                    "give --agents between 1 and " + LocalClusterConfig.MAX_AGENTS);
        }
        return count;
    }

    /** Other commands find the usual data directory, or the usual port, by themselves. */
    private String how(Path directory, ApiSettings where) {
        boolean found =
                directory.equals(DataDirectory.usual(System.getenv())) || where.port() == ApiSettings.USUAL_PORT;
        return found && where.token().isEmpty()
                ? ""
                : " --api "
                        + IntStream.range(0, several ? SeveralSchedulers.COUNT : 1)
                                .mapToObj(i -> "http://127.0.0.1:" + (where.port() + i))
                                .collect(Collectors.joining(","));
    }
}
