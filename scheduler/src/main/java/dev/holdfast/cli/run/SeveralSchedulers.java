package dev.holdfast.cli.run;

import dev.holdfast.api.ApiException;
import dev.holdfast.api.ApiServer;
import dev.holdfast.api.ApiSettings;
import dev.holdfast.api.wire.HealthInfo;
import dev.holdfast.cli.ApiClient;
import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import dev.holdfast.local.LocalCluster;
import dev.holdfast.local.LocalClusterConfig;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What {@code up --ha} runs: the embedded Mesos in this process; a ZooKeeper and three schedulers in processes of their own, which are
 * started again when they end. Says who leads, and who ended.
 */
final class SeveralSchedulers implements Household {

    static final int COUNT = 3;

    private static final Duration FIRST_LEADER = Duration.ofSeconds(60);
    private static final long MILLIS_BETWEEN_LOOKS = 250;
    private static final int KEY_BYTES = 32;

    private final LocalCluster mesos;
    private final Screen screen;
    private final List<OwnProcess> schedulers = new ArrayList<>();
    private final List<String> apis = new ArrayList<>();
    private final List<ApiClient> clients = new ArrayList<>();
    private final List<AutoCloseable> parts = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch led = new CountDownLatch(1);
    private final Thread thread = new Thread(this::watch, "schedulers");
    private Optional<String> leader = Optional.empty();
    private volatile Optional<String> trouble = Optional.empty();

    private SeveralSchedulers(LocalCluster mesos, Screen screen) {
        this.mesos = mesos;
        this.screen = screen;
    }

    static Household start(
            Path data,
            LocalClusterConfig config,
            ApiSettings where,
            String crateCluster,
            Naming naming,
            Screen screen,
            Clock clock)
            throws IOException, InterruptedException {
        LocalCluster mesos = House.startMesos(config, clock);
        SeveralSchedulers house = new SeveralSchedulers(mesos, screen);
        try {
            house.startParts(data, config, where, crateCluster, naming);
            return house;
        } catch (IOException | InterruptedException | RuntimeException e) {
            house.close();
            throw e;
        }
    }

    private void startParts(Path data, LocalClusterConfig config, ApiSettings where, String crateCluster, Naming naming)
            throws IOException, InterruptedException {
        try {
            ApiServer control =
                    ApiServer.start(ApiSettings.loopback(where.port() + COUNT), new ChaosRoutes(mesos).routes());
            parts.add(control);
            screen.line("to break things: " + Launched.command() + " chaos kill-task NAME/NODE --mesos-api "
                    + control.uri());
        } catch (ApiException e) {
            throw new Failure(Exit.UNAVAILABLE, String.valueOf(e.getMessage()), e.remedy(), e);
        }
        OwnProcess zookeeper = new OwnProcess(
                data.resolve("zookeeper.log"),
                List.of(
                        "zookeeper",
                        "--with-parent",
                        "--data",
                        data.resolve("zookeeper").toString()));
        parts.add(zookeeper);
        String port = zookeeper.start(ZooKeeperCommand.READY);
        screen.line("ZooKeeper at 127.0.0.1:" + port + " (process " + zookeeper.pid() + ")");
        Path key = key(data);
        Path artifacts = Files.createDirectories(data.resolve("artifacts"));
        for (int i = 0; i < COUNT; i++) {
            Path own = Files.createDirectories(data.resolve("scheduler-" + (i + 1)));
            try {
                Files.createSymbolicLink(
                        own.resolve("artifacts"), artifacts); // what one has downloaded the next needs not
            } catch (FileAlreadyExistsException e) {
                // From the last time.
            }
            List<String> command = new ArrayList<>(List.of("scheduler", "--with-parent", "--local-account"));
            command.addAll(List.of("--master", mesos.masterUri().toString(), "--data", own.toString()));
            command.addAll(
                    List.of("--state", "zk://127.0.0.1:" + port + "/holdfast", "--state-key-file", key.toString()));
            command.addAll(List.of("--port", Integer.toString(where.port() + i)));
            command.addAll(List.of("--artifact-listen", config.network() + ".1:0"));
            command.addAll(List.of("--crate-api-cluster", crateCluster));
            where.webhooks().ifPresent(file -> command.addAll(List.of("--webhook-file", file.toString())));
            command.addAll(naming.arguments(i));
            OwnProcess scheduler = new OwnProcess(data.resolve("scheduler-" + (i + 1) + ".log"), command);
            schedulers.add(scheduler);
            scheduler.start("");
            String api = "http://127.0.0.1:" + (where.port() + i);
            apis.add(api);
            clients.add(new ApiClient(api, Optional.empty()));
        }
        thread.setDaemon(true);
        thread.start();
        if (!led.await(FIRST_LEADER.toSeconds(), TimeUnit.SECONDS)) {
            throw new Failure(
                    Exit.UNAVAILABLE, "none of the schedulers leads", "see " + data.resolve("scheduler-1.log"));
        }
    }

    private static Path key(Path data) throws IOException {
        Path file = data.resolve("state.key");
        if (!Files.exists(file)) {
            byte[] key = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(key);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, Base64.getEncoder().encodeToString(key) + "\n");
        }
        return file;
    }

    private void watch() {
        try {
            do {
                for (int i = 0; i < COUNT; i++) {
                    keepAlive(i);
                }
                for (int i = 0; i < COUNT; i++) {
                    seeWhetherItLeads(i);
                }
            } while (!closed.await(MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            trouble = Optional.of("a scheduler cannot be started: " + e.getMessage());
        }
    }

    private void keepAlive(int i) throws IOException, InterruptedException {
        OwnProcess scheduler = schedulers.get(i);
        if (!scheduler.isAlive()) {
            long before = scheduler.pid();
            scheduler.start("");
            screen.line("scheduler " + (i + 1) + " (process " + before + ") has ended; started again as process "
                    + scheduler.pid());
        }
    }

    private void seeWhetherItLeads(int i) {
        try {
            HealthInfo health = clients.get(i).get("/health", HealthInfo.class);
            String name = "scheduler " + (i + 1) + " leads (process "
                    + schedulers.get(i).pid() + ", " + apis.get(i) + ")";
            if (health.role().equals(HealthInfo.LEADER) && !leader.equals(Optional.of(name))) {
                leader = Optional.of(name);
                screen.line(name);
                led.countDown();
            }
        } catch (Failure notNow) {
            // It begins, or it has just ended.
        }
    }

    @Override
    public ApiClient client(Optional<String> token) {
        return new ApiClient(String.join(",", apis), token);
    }

    @Override
    public Optional<String> trouble() {
        return trouble;
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        schedulers.forEach(OwnProcess::end);
        schedulers.forEach(OwnProcess::close);
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                screen.line("cannot be closed: " + e.getMessage());
            }
        }
        mesos.close();
    }
}
