package dev.holdfast.crate.model.state;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The cluster settings of CrateDB 6.4, as recorded: names, built-in values, which may be set at runtime, and how
 * values are written.
 */
public final class Settings {

    /** A setting a session marks a leaving node with; not shown. */
    public static final String DECOMMISSION = "crate.internal.decommission.";

    public static final String ENABLE = "cluster.routing.allocation.enable";
    public static final String LOW = "cluster.routing.allocation.disk.watermark.low";
    public static final String HIGH = "cluster.routing.allocation.disk.watermark.high";
    public static final String FLOOD = "cluster.routing.allocation.disk.watermark.flood_stage";

    /**
     * Kind and built-in value of every setting, one in a line: {@code name kind value}. A kind in capitals cannot be
     * set at runtime.
     */
    private static final String CATALOGUE = """
            cluster.routing.rebalance.enable choice:all,primaries,replicas,none all
            cluster.routing.allocation.include._id text -
            cluster.routing.allocation.include._host text -
            cluster.routing.allocation.include._name text -
            cluster.routing.allocation.include._ip text -
            cluster.routing.allocation.exclude._id text -
            cluster.routing.allocation.exclude._host text -
            cluster.routing.allocation.exclude._name text -
            cluster.routing.allocation.exclude._ip text -
            cluster.routing.allocation.require._id text -
            cluster.routing.allocation.require._host text -
            cluster.routing.allocation.require._name text -
            cluster.routing.allocation.require._ip text -
            cluster.routing.allocation.disk.threshold_enabled truth true
            cluster.routing.allocation.disk.watermark.low size 85%
            cluster.routing.allocation.disk.watermark.high size 90%
            cluster.routing.allocation.disk.watermark.flood_stage size 95%
            cluster.routing.allocation.node_initial_primaries_recoveries int 4
            cluster.routing.allocation.awareness.attributes list -
            cluster.routing.allocation.balance.index double 0.55
            cluster.routing.allocation.balance.threshold double 1.0
            cluster.routing.allocation.balance.shard double 0.45
            cluster.routing.allocation.total_shards_per_node int -1
            cluster.routing.allocation.enable choice:all,primaries,new_primaries,none all
            cluster.routing.allocation.node_concurrent_recoveries int 2
            cluster.routing.allocation.cluster_concurrent_rebalance int 2
            cluster.routing.allocation.allow_rebalance choice:always,indices_primaries_active,indices_all_active indices_all_active
            cluster.graceful_stop.timeout time 7200000ms
            cluster.graceful_stop.force truth false
            cluster.graceful_stop.min_availability upper:NONE,PRIMARIES,FULL PRIMARIES
            cluster.max_shards_per_node int 1000
            cluster.info.update.interval time 30s
            indices.replication.retry_timeout time 60s
            indices.recovery.recovery_activity_timeout time 1800000ms
            indices.recovery.retry_delay_network time 5s
            indices.recovery.retry_delay_state_sync time 500ms
            indices.recovery.internal_action_timeout time 15m
            indices.recovery.internal_action_long_timeout time 1800000ms
            indices.recovery.max_bytes_per_sec bytes 40mb
            indices.recovery.max_concurrent_file_chunks int 2
            stats.enabled truth true
            stats.jobs_log_size int 10000
            stats.operations_log_size int 10000
            statement_timeout time 0ms
            bulk.request_timeout time 1m
            gateway.recover_after_data_nodes INT -1
            gateway.expected_nodes INT -1
            gateway.expected_data_nodes INT -1
            gateway.recover_after_nodes INT -1
            gateway.recover_after_time TIME 0ms
            """;

    private static final SortedMap<String, Kind> KINDS = read();

    private Settings() {}

    private record Kind(String kind, String value) {}

    /** A value that CrateDB refuses, with its message. */
    public static final class Refused extends RuntimeException {
        public Refused(String message) {
            super(message);
        }
    }

    private static SortedMap<String, Kind> read() {
        SortedMap<String, Kind> kinds = new TreeMap<>();
        CATALOGUE.lines().forEach(line -> {
            List<String> words = List.of(line.split(" "));
            kinds.put(words.get(0), new Kind(words.get(1), words.get(2).equals("-") ? "" : words.get(2)));
        });
        return kinds;
    }

    public static String builtIn(String name) {
        Kind kind = KINDS.get(name);
        return kind == null ? "" : kind.value();
    }

    public static boolean known(String name) {
        return KINDS.containsKey(name);
    }

    public static boolean changeable(String name) {
        Kind kind = KINDS.get(name);
        return kind != null && !kind.kind().equals("INT") && !kind.kind().equals("TIME");
    }

    /** Names that {@code RESET GLOBAL} of a name or a prefix of names means. */
    public static List<String> below(String name) {
        return KINDS.keySet().stream()
                .filter(known -> known.equals(name) || known.startsWith(name + "."))
                .toList();
    }

    /** The value as kept. Throws {@link Refused} for one that does not fit. */
    public static String checked(String name, String value) {
        Kind kind = KINDS.getOrDefault(name, new Kind("text", ""));
        String lower = value.toLowerCase(Locale.ROOT);
        if (kind.kind().startsWith("choice:") && !choices(kind).contains(lower)) {
            String what = name.substring(name.lastIndexOf("cluster.routing.") + "cluster.routing.".length());
            throw new Refused("Illegal " + what + " value [" + value.toUpperCase(Locale.ROOT) + "]");
        }
        if (kind.kind().startsWith("upper:")) {
            String upper = value.toUpperCase(Locale.ROOT);
            if (!choices(kind).contains(upper)) {
                throw new Refused("No enum constant io.crate.cluster.gracefulstop.DataAvailability." + upper);
            }
            return upper;
        }
        return switch (kind.kind()) {
            case "int" -> wholeNumber(name, value);
            case "time" -> {
                millis(value);
                yield value;
            }
            case "truth" -> {
                if (!lower.equals("true") && !lower.equals("false")) {
                    throw new Refused("Failed to parse value [" + value + "] as only [true] or [false] are allowed.");
                }
                yield lower;
            }
            default -> value;
        };
    }

    private static List<String> choices(Kind kind) {
        return List.of(kind.kind().substring(kind.kind().indexOf(':') + 1).split(","));
    }

    private static String wholeNumber(String name, String value) {
        try {
            return Integer.toString(Integer.parseInt(value));
        } catch (NumberFormatException odd) {
            throw new Refused("Failed to parse value [" + value + "] for setting [" + name + "]");
        }
    }

    /** Watermarks must be all shares or all sizes. Throws {@link Refused}. */
    public static void checkWatermarks(String low, String high, String flood) {
        boolean shares = share(low).isPresent()
                && share(high).isPresent()
                && share(flood).isPresent();
        boolean sizes =
                share(low).isEmpty() && share(high).isEmpty() && share(flood).isEmpty();
        if (!shares && !sizes) {
            throw new Refused("unable to consistently parse [" + LOW + "=" + low + "], [" + HIGH + "=" + high
                    + "], and [" + FLOOD + "=" + flood + "] as percentage or bytes");
        }
    }

    /** {@code 85%} as 0.85; empty for a size. */
    public static Optional<Double> share(String value) {
        return value.endsWith("%")
                ? Optional.of(Double.parseDouble(value.substring(0, value.length() - 1)) / 100)
                : Optional.empty();
    }

    /** {@code 40mb} as bytes. */
    public static long bytes(String value) {
        String lower = value.toLowerCase(Locale.ROOT).strip();
        Map<String, Long> units = new TreeMap<>(Map.of("kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30, "tb", 1L << 40));
        for (Map.Entry<String, Long> unit : units.entrySet()) {
            if (lower.endsWith(unit.getKey())) {
                String count = lower.substring(0, lower.length() - 2).strip();
                return (long) (Double.parseDouble(count) * unit.getValue());
            }
        }
        return Long.parseLong(lower.endsWith("b") ? lower.substring(0, lower.length() - 1) : lower);
    }

    /** {@code 30s} as milliseconds. Throws {@link Refused}. */
    public static long millis(String value) {
        String lower = value.toLowerCase(Locale.ROOT).strip();
        try {
            if (lower.endsWith("ms")) {
                return Long.parseLong(lower.substring(0, lower.length() - 2));
            }
            String count = lower.substring(0, Math.max(0, lower.length() - 1));
            return switch (lower.isEmpty() ? ' ' : lower.charAt(lower.length() - 1)) {
                case 's' -> Duration.ofSeconds(Long.parseLong(count)).toMillis();
                case 'm' -> Duration.ofMinutes(Long.parseLong(count)).toMillis();
                case 'h' -> Duration.ofHours(Long.parseLong(count)).toMillis();
                case 'd' -> Duration.ofDays(Long.parseLong(count)).toMillis();
                default -> Long.parseLong(lower);
            };
        } catch (NumberFormatException odd) {
            throw new Refused("failed to parse [" + value + "] as a time value");
        }
    }

    /** What {@code sys.cluster.settings} shows. */
    public static JsonNode shown(ClusterState state, SortedMap<String, String> atStart) {
        ObjectNode root = Json.object();
        for (Map.Entry<String, Kind> entry : KINDS.entrySet()) {
            String name = entry.getKey();
            String value = atStart.getOrDefault(name, entry.getValue().value());
            value = state.lasting().getOrDefault(name, value);
            value = state.passing().getOrDefault(name, value);
            ObjectNode at = root;
            List<String> path = List.of(name.split("\\."));
            for (String part : path.subList(0, path.size() - 1)) {
                at = at.path(part).isObject() ? (ObjectNode) at.path(part) : at.putObject(part);
            }
            at.set(path.get(path.size() - 1), typed(entry.getValue().kind().toLowerCase(Locale.ROOT), value));
        }
        return root;
    }

    private static JsonNode typed(String kind, String value) {
        return switch (kind) {
            case "int" -> Json.number(Long.parseLong(value));
            case "double" -> Json.number(Double.parseDouble(value));
            case "truth" -> Json.truth(Boolean.parseBoolean(value));
            case "list" -> Json.tree(value.isEmpty() ? List.of() : List.of(value.split(",", -1)));
            default -> Json.text(value);
        };
    }
}
