package dev.holdfast.cli.run;

import dev.holdfast.api.ApiSettings;
import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.StatusInfo;
import dev.holdfast.cli.ApiClient;
import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import dev.holdfast.cli.RunFile;
import dev.holdfast.cli.Signals;
import dev.holdfast.local.LocalClusterConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The life of one {@code up}: start the parts, see to the first cluster, show what goes on until somebody ends it,
 * stop the databases.
 *
 * @param several schedulers, of which one leads, in place of one
 * @param crateCluster whom the original Crate framework's paths are about; empty for the only one
 * @param naming whether and where names are told
 * @param how what examples of commands need to find this one
 */
record UpRun(
        Path data,
        LocalClusterConfig mesos,
        ApiSettings where,
        boolean several,
        String crateCluster,
        Naming naming,
        FirstCluster first,
        Optional<ReadyFile> readyFile,
        Screen screen,
        String how) {

    private static final long MILLIS_BETWEEN_LOOKS = 200;

    /** Once all is up nobody waits for the next line, and the databases can use the processor. */
    private static final long MILLIS_BETWEEN_CALM_LOOKS = 1_000;

    private static final Duration AGENTS_PATIENCE = Duration.ofSeconds(10);

    @SuppressWarnings("try") // the lock is only held
    int run() throws IOException, InterruptedException {
        readyFile.ifPresent(ReadyFile::delete);
        try (DirectoryLock lock = DirectoryLock.take(data, "holdfast up")) {
            Preflight.check(mesos, where.host(), where.port());
            screen.line("starting Mesos for this machine (" + mesos.agents()
                    + " agents; for trying out, not for production)");
            RunFile runFile = RunFile.in(data);
            CountDownLatch end = new CountDownLatch(1);
            endOnSignals(end);
            try (Household house = several
                    ? SeveralSchedulers.start(data, mesos, where, crateCluster, naming, screen, Clock.systemUTC())
                    : House.start(data, mesos, where, crateCluster, naming, Clock.systemUTC())) {
                ApiClient api = house.client(where.token());
                runFile.write(api.base());
                live(house, api, end);
            } finally {
                runFile.delete();
                readyFile.ifPresent(ReadyFile::delete);
            }
        }
        screen.line("stopped; " + Launched.command() + " up" + (how.isEmpty() ? "" : " with the same --data")
                + " brings it back");
        return Exit.DONE;
    }

    /** The first signal stops the databases; the second leaves at once, and they go on. */
    private void endOnSignals(CountDownLatch end) {
        AtomicInteger count = new AtomicInteger();
        Runnable action = () -> {
            if (count.incrementAndGet() > 1) {
                screen.plain("leaving; processes that run go on, and the next up finds them");
                Runtime.getRuntime().halt(Exit.INTERRUPTED);
            }
            end.countDown();
        };
        for (String signal : List.of(Signals.INTERRUPT, Signals.TERMINATE)) {
            Signals.on(signal, action);
        }
    }

    private void live(Household house, ApiClient api, CountDownLatch end) throws IOException, InterruptedException {
        LiveView live = new LiveView(screen);
        StoppedFile stopped = new StoppedFile(data);
        Comeback comeback = new Comeback(api, screen, stopped);
        comeback.begin();
        if (first.asksForMore()) {
            awaitAgents(api, end);
        }
        Optional<String> wanted = first.ensure(api, screen);
        boolean announced = false;
        while (!end.await(announced ? MILLIS_BETWEEN_CALM_LOOKS : MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS)) {
            if (house.trouble().isPresent()) {
                throw new Failure(
                        Exit.UNAVAILABLE,
                        house.trouble().get(),
                        "see " + data.resolve("holdfast.log") + ", then start again");
            }
            Optional<StatusInfo> seen = status(api);
            if (seen.isEmpty()) {
                continue;
            }
            StatusInfo status = seen.get();
            boolean allBack = comeback.isOver(); // judged before it asks for more, which this picture cannot show yet
            comeback.goOn(status);
            live.show(status);
            if (!announced && allBack && isReady(status, wanted)) {
                announced = true;
                new Connect(api, screen, data, how).announce(status, readyFile);
            }
        }
        new StopAll(api, screen, live, stopped).run(() -> house.trouble().isPresent());
    }

    /** Of several schedulers one may end while it answers; the next look finds another. */
    private Optional<StatusInfo> status(ApiClient api) {
        try {
            return Optional.of(api.get("/v1/status", StatusInfo.class));
        } catch (Failure e) {
            if (several && e.exitCode() == Exit.UNAVAILABLE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** What no agent could ever hold is only refused once all agents are known. They are not waited for for long. */
    private void awaitAgents(ApiClient api, CountDownLatch end) throws InterruptedException {
        long until = System.nanoTime() + AGENTS_PATIENCE.toNanos();
        boolean known = false;
        while (!known && System.nanoTime() < until && !end.await(MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS)) {
            StatusInfo status = api.get("/v1/status", StatusInfo.class);
            known = status.agentsComplete() && status.agents().size() >= mesos.agents();
        }
    }

    private static boolean isReady(StatusInfo status, Optional<String> wanted) {
        boolean there = wanted.isEmpty() || status.cluster(wanted.get()).isPresent();
        return there && status.clusters().stream().allMatch(UpRun::isSettled);
    }

    /** What a user has stopped is as it should be, too. */
    private static boolean isSettled(ClusterInfo cluster) {
        return cluster.isReady() || cluster.health().equals("stopped");
    }
}
