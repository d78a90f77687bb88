package dev.holdfast.simulation;

import dev.holdfast.database.cassandra.CassandraDetails.Mode;
import dev.holdfast.simulation.RingPeer.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of a ring: what it was started with, what it is doing, and how it sees the others. */
final class RingProcess {

    private static final Pattern SEEDS = Pattern.compile("\"seeds\"\\s*:\\s*\\\\?\"([^\"\\\\]*)");
    private static final long HINT_WINDOW = Duration.ofHours(3).toMillis();

    final Container container;
    final RingDisk disk;
    final long since;
    final String address;
    final int incarnation;
    final String release;
    final String rack;
    final List<String> seeds;
    final String replaceAddress;
    final int numTokens;
    final long ringDelay;
    final long hintWindow;
    final boolean bootstraps;
    final long away;
    final RingView view;

    Mode mode = Mode.STARTING;
    /** Of {@link RingLife}: how far it has come in its start. */
    RingLife.Phase phase = RingLife.Phase.STARTING;

    long phaseSince;
    long normalSince;
    boolean gossips;
    boolean stopping;
    /** Data on its way to it, or from it while it leaves. */
    Optional<RingStreams> streams = Optional.empty();

    Optional<RingRepair> repair = Optional.empty();
    /** When a cleanup that is under way will be through; 0 if none is. */
    long cleansUntil;

    RingProcess(Container container, RingDisk disk, long now, long silence) {
        this.container = container;
        this.disk = disk;
        this.since = now;
        this.phaseSince = now;
        String yaml = container.files.getOrDefault("cassandra/cassandra.yaml", "");
        String options = container.files.getOrDefault("cassandra/jvm.options", "");
        this.address = setting(yaml, "listen_address");
        this.incarnation =
                Integer.parseInt(option(options, "holdfast.incarnation").orElse("0"));
        this.ringDelay =
                Long.parseLong(option(options, "cassandra.ring_delay_ms").orElse("30000"));
        this.replaceAddress =
                option(options, "cassandra.replace_address_first_boot").orElse("");
        this.numTokens = Integer.parseInt(setting(yaml, "num_tokens"));
        this.bootstraps = !setting(yaml, "auto_bootstrap").equals("false");
        this.hintWindow = millis(setting(yaml, "max_hint_window"));
        this.rack = container
                .files
                .getOrDefault("cassandra/cassandra-rackdc.properties", "")
                .lines()
                .filter(line -> line.startsWith("rack="))
                .map(line -> line.substring("rack=".length()))
                .findFirst()
                .orElse("");
        this.release = configured(container, "version");
        Matcher found = SEEDS.matcher(yaml);
        this.seeds = found.find() ? List.of(found.group(1).split(",")) : List.of();
        this.away = disk.aliveAt == 0 ? 0 : now - disk.aliveAt;
        this.view = new RingView(address, disk.peers, disk.replaced, silence, now);
    }

    private static String setting(String yaml, String name) {
        return yaml.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2).replace("\"", ""))
                .findFirst()
                .orElse("");
    }

    private static Optional<String> option(String options, String name) {
        return options.lines()
                .filter(line -> line.contains("-D" + name + "="))
                .map(line -> line.substring(line.indexOf('=') + 1).replace("\"", ""))
                .findFirst();
    }

    /** A value of {@code node.conf}. */
    static String configured(Container container, String name) {
        return container
                .files
                .getOrDefault("cassandra/node.conf", "")
                .lines()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1).replace("'", ""))
                .findFirst()
                .orElse("");
    }

    private static long millis(String window) {
        if (window.endsWith("m")) {
            return Duration.ofMinutes(Long.parseLong(window.replace("m", ""))).toMillis();
        }
        return window.endsWith("h")
                ? Duration.ofHours(Long.parseLong(window.replace("h", ""))).toMillis()
                : HINT_WINDOW;
    }

    boolean isReachable() {
        return container.processUp && container.machine.reachable && container.machine.up;
    }

    /** Whether it takes what is written. */
    boolean takesWrites() {
        return isReachable()
                && !stopping
                && switch (mode) {
                    case NORMAL, LEAVING, DECOMMISSION_FAILED, JOINING_FAILED -> true;
                    case JOINING -> phase == RingLife.Phase.STREAMING || phase == RingLife.Phase.ANNOUNCED;
                    default -> false;
                };
    }

    /** Whether it answers for what it holds. */
    boolean serves() {
        return isReachable()
                && !stopping
                && (mode == Mode.NORMAL || mode == Mode.LEAVING || mode == Mode.DECOMMISSION_FAILED);
    }

    boolean isNative(long now) {
        return serves() && normalSince > 0 && now - normalSince > 1500;
    }

    Optional<RingPeer> self() {
        return Optional.ofNullable(view.peers.get(address));
    }

    /** What it tells the others from now on. */
    void says(Status status, List<Long> tokens, boolean goes) {
        RingPeer before = self().filter(peer -> peer.generation() == since)
                .orElseGet(() -> new RingPeer(
                        address, disk.hostId, rack, Status.NONE, List.of(), "", false, release, disk.schema, since, 0));
        view.peers.put(address, before.saying(status, tokens, disk.schema, goes));
    }

    /** The same with another identity, and whose place it takes. */
    void becomes(Status status, List<Long> tokens, String replaces) {
        view.peers.put(
                address,
                new RingPeer(
                        address, disk.hostId, rack, status, tokens, replaces, false, release, disk.schema, since, 1));
    }

    /** Its status and tokens as it tells them, anew: for the schema, or because it goes. */
    void repeats(boolean goes) {
        self().ifPresent(peer -> says(peer.status(), peer.tokens(), goes));
    }
}
