package dev.holdfast.cli.run;

import dev.holdfast.api.ApiSettings;
import dev.holdfast.cli.ApiClient;
import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import dev.holdfast.engine.SchedulerSettings;
import dev.holdfast.local.LocalCluster;
import dev.holdfast.local.LocalClusterConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The embedded Mesos, a scheduler on it and the API, all in this process. Closing it leaves the databases running. */
final class House implements Household {

    /** Role below which clusters have theirs. */
    static final String PARENT_ROLE = "holdfast";

    private final LocalCluster mesos;
    private final Brain brain;

    private House(LocalCluster mesos, Brain brain) {
        this.mesos = mesos;
        this.brain = brain;
    }

    /** @param crateCluster whom the original Crate framework's paths are about; empty for the only one */
    static House start(
            Path data, LocalClusterConfig config, ApiSettings where, String crateCluster, Naming naming, Clock clock) {
        LocalCluster mesos = startMesos(config, clock);
        try {
            SchedulerSettings settings = new SchedulerSettings(
                    List.of(mesos.masterUri()),
                    data,
                    "holdfast",
                    System.getProperty("user.name", "root"),
                    "",
                    "",
                    PARENT_ROLE,
                    new InetSocketAddress(config.network() + ".1", 0),
                    Optional.empty());
            UnaryOperator<String> users = LocalAccount.ofThisProcess()::instead;
            return new House(
                    mesos,
                    Brain.start(settings, where, crateCluster, new ChaosRoutes(mesos).routes(), users, naming, clock));
        } catch (RuntimeException e) {
            mesos.close();
            throw e;
        }
    }

    /** An embedded Mesos, or a failure that says what is in its way. */
    static LocalCluster startMesos(LocalClusterConfig config, Clock clock) {
        try {
            return LocalCluster.start(config, clock);
        } catch (IOException e) {
            List<String> lines = String.valueOf(e.getMessage()).lines().toList();
            throw new Failure(
                    Exit.UNAVAILABLE,
                    "the embedded Mesos cannot start: " + lines.get(0),
                    lines.size() > 1
                            ? lines.get(1)
                            : "see that " + config.data() + " can be written and its ports are free",
                    e);
        }
    }

    URI api() {
        return brain.api();
    }

    @Override
    public ApiClient client(Optional<String> token) {
        String base = api().getHost().equals("0.0.0.0") ? "http://127.0.0.1:" + api().getPort() : api().toString();
        return new ApiClient(base, token);
    }

    @Override
    public Optional<String> trouble() {
        return brain.engine().halted().isDone()
                ? Optional.of(
                        "the scheduler has stopped: " + brain.engine().halted().getNow(""))
                : Optional.empty();
    }

    @Override
    public void close() {
        brain.close();
        mesos.close();
    }
}
