package dev.holdfast.web;

import dev.holdfast.api.wire.AuditInfo.AmountInfo;
import dev.holdfast.core.View.ClusterPicture;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How pages put things. Times are written in full, in UTC; scripts make "3 min ago" of them. */
public final class Words {

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("d MMM HH:mm:ss 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final Pattern COMMAND =
            Pattern.compile("holdfast [a-z]+( [a-z0-9-]+(/[a-z0-9-]+)?)?( --[a-z-]+( [A-Za-z0-9_.:*-]+)?)*");
    private static final long KILO = 1024;

    private Words() {}

    /** A cluster's health in one word; a cluster that runs but has an ailment is not well. */
    public static String health(ClusterPicture cluster) {
        return cluster.health().equals("ready") && !cluster.ailments().isEmpty() ? "unwell" : cluster.health();
    }

    /** The colour of a cluster's health: good, busy, wait, bad, idle or new. */
    public static String healthTone(String health) {
        return switch (health) {
            case "ready" -> "good";
            case "working" -> "busy";
            case "waiting", "unwell" -> "wait";
            case "degraded" -> "bad";
            case "new" -> "new";
            default -> "idle";
        };
    }

    /** The colour of a node's state. */
    public static String stateTone(String state) {
        return switch (state) {
            case "ready" -> "good";
            case "unreachable", "lost" -> "bad";
            case "stopped", "released" -> "idle";
            case "wanted" -> "wait";
            default -> "busy";
        };
    }

    /** The colour of a plan or a step. */
    public static String stepTone(String status) {
        return switch (status) {
            case "done" -> "good";
            case "running" -> "busy";
            case "waiting", "paused" -> "wait";
            default -> "idle";
        };
    }

    /** {@code 512 MB}, {@code 1.5 GB}. */
    public static String size(long megabytes) {
        if (megabytes < KILO) {
            return megabytes + " MB";
        }
        return megabytes < KILO * KILO
                ? number((double) megabytes / KILO) + " GB"
                : number((double) megabytes / KILO / KILO) + " TB";
    }

    /** {@code 820 bytes}, {@code 12 KB}. */
    public static String bytes(long bytes) {
        if (bytes < KILO) {
            return bytes + " bytes";
        }
        return bytes < KILO * KILO ? bytes / KILO + " KB" : size(bytes / KILO / KILO);
    }

    /** {@code 1 CPU, 4 GB memory, 50 GB disk}. */
    public static String amount(AmountInfo amount) {
        return number(amount.cpus()) + " CPU, " + size(amount.memoryMegabytes()) + " memory, "
                + size(amount.diskMegabytes()) + " disk";
    }

    /** Whether a remedy is a command as it is typed, and not a sentence about one. */
    public static boolean isCommand(String remedy) {
        return COMMAND.matcher(remedy).matches();
    }

    /** At most one decimal; {@code 0.25} keeps both of its own. */
    public static String number(double value) {
        if (value == Math.rint(value)) {
            return String.valueOf((long) value);
        }
        return String.format(Locale.ROOT, Math.abs(value) < 1 ? "%.2f" : "%.1f", value)
                .replaceFirst("0$", "")
                .replaceFirst("\\.$", "");
    }

    /** {@code 1 node}, {@code 3 nodes}. */
    public static String count(long many, String one) {
        return many + " " + one + (many == 1 ? "" : "s");
    }

    /** Of the whole, 0 to 100. */
    public static double percent(double part, double whole) {
        return whole <= 0 ? 0 : Math.round(Math.min(1, Math.max(0, part / whole)) * 1000) / 10.0;
    }

    /** {@code 21 s}, {@code 3 min 4 s}. */
    public static String lasted(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? seconds / 60 + " min " + seconds % 60 + " s"
                : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    /** {@code 3rd}. */
    public static String ordinal(int number) {
        int tens = number % 100;
        String ending = tens >= 11 && tens <= 13
                ? "th"
                : switch (number % 10) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
        return number + ending;
    }

    /** A gauge's value in the unit that its name ends in. */
    public static String gauge(String name, double value) {
        if (name.endsWith("_bytes")) {
            return value < 1 << 20 ? number(value / 1024) + " KB" : size((long) (value / (1 << 20)));
        }
        if (name.endsWith("_seconds")) {
            return number(value) + " s";
        }
        return name.endsWith("_ratio") ? number(value * 100) + " %" : number(value);
    }

    /** A list of addresses in the pieces between which a line may end. */
    public static List<String> pieces(String text) {
        return List.of(text.split("(?<=,)"));
    }

    public static String list(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** By name, whatever order the map has. */
    public static List<Map.Entry<String, Integer>> sorted(Map<String, Integer> ports) {
        return List.copyOf(new TreeMap<>(ports).entrySet());
    }

    public static String clock(Instant at) {
        return CLOCK.format(at);
    }

    /** {@code first letter large}. */
    public static String capital(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
