package dev.holdfast.cli.run;

import dev.holdfast.api.ApiException;
import dev.holdfast.api.ApiServer;
import dev.holdfast.api.ApiSettings;
import dev.holdfast.cli.DataDirectory;
import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import dev.holdfast.cli.Signals;
import dev.holdfast.local.LocalCluster;
import dev.holdfast.local.LocalClusterConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast mesos}. */
@Command(
        name = "mesos",
        description = {
            "Run the embedded Mesos alone: a master and agents on this machine, with the API of the real one.",
            "Memory and cpu are accounted, not enforced. Ending it leaves tasks running; the next one finds them."
        })
public final class MesosCommand implements Callable<Integer> {

    private static final int CONTROL_PORT = 4041;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--agents", paramLabel = "N", description = "How many (usual: 5).")
    private int agents = 5;

    @Option(names = "--port", paramLabel = "PORT", description = "The master's (usual: 5050).")
    private int port = 5050;

    @Option(
            names = "--control-port",
            paramLabel = "PORT",
            description = "Where `holdfast chaos --api` reaches it (usual: 4041; 0: any).")
    private int controlPort = CONTROL_PORT;

    @Option(names = "--data", paramLabel = "DIR", description = "Where everything is kept (usual: ~/.holdfast).")
    private Path data = DataDirectory.usual(System.getenv());

    @Option(
            names = "--network",
            paramLabel = "A.B.C",
            description = "First bytes of the addresses used (usual: 127.0.0).")
    private String network = "127.0.0";

    @Option(names = "--resources", paramLabel = "TEXT", description = "Of each agent, in Mesos's own notation.")
    private String resources = "";

    @Option(
            names = "--attributes",
            split = ",",
            paramLabel = "TEXT",
            description = "For agents in turn, as in rack:a,rack:b.")
    private List<String> attributes = List.of();

    @Option(
            names = "--without-sandbox-path-isolator",
            hidden = true,
            description = "As agents are that were not set up for volumes.")
    private boolean withoutIsolator;

    @SuppressWarnings("try") // the lock is only held
    @Override
    public Integer call() throws IOException, InterruptedException {
        Path directory = data.toAbsolutePath().normalize();
        PrintWriter out = spec.commandLine().getOut();
        try (DirectoryLock lock = DirectoryLock.take(directory, "holdfast mesos")) {
            LocalClusterConfig config = config(directory);
            Preflight.check(config, "127.0.0.1", controlPort);
            Logging.toFile(directory.resolve("mesos.log"));
            CountDownLatch end = new CountDownLatch(1);
            for (String signal : List.of(Signals.INTERRUPT, Signals.TERMINATE)) {
                Signals.on(signal, end::countDown);
            }
            try (LocalCluster mesos = House.startMesos(config, Clock.systemUTC());
                    ApiServer control =
                            ApiServer.start(ApiSettings.loopback(controlPort), new ChaosRoutes(mesos).routes())) {
                out.println("Mesos master at " + mesos.masterUri() + " with " + config.agents()
                        + " agents; for one machine, not for production");
                out.println("chaos at " + control.uri());
                out.flush();
                end.await();
            } catch (ApiException e) {
                throw new Failure(
                        Exit.UNAVAILABLE, String.valueOf(e.getMessage()), "give another port with --control-port", e);
            }
        }
        out.println("ended; tasks go on");
        return Exit.DONE;
    }

    private LocalClusterConfig config(Path directory) {
        try {
            return LocalClusterConfig.of(directory.resolve("mesos"), agents)
                    .on(network)
                    .withMasterPort(port)
                    .withResources(resources)
                    .withAttributes(attributes)
                    .withIsolator(!withoutIsolator);
        } catch (IllegalArgumentException e) {
            throw new Failure(Exit.USAGE, String.valueOf(e.getMessage()), "give another number", e);
        }
    }
}
