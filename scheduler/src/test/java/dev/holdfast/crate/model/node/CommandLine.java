package dev.holdfast.crate.model.node;

import dev.holdfast.crate.model.core.Options;
import dev.holdfast.crate.model.state.Member;
import dev.holdfast.crate.model.state.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code -Cname=value} over {@code crate.yml}, and what of it this model takes. */
public final class CommandLine {
    private static final List<String> PREFIXES = List.of(
            "node.",
            "cluster.",
            "network.",
            "http.",
            "transport.",
            "psql.",
            "path.",
            "discovery.",
            "gateway.",
            "auth.",
            "ssl.",
            "stats.",
            "indices.",
            "bootstrap.",
            "udc.",
            "processors",
            "bulk.",
            "blobs.",
            "readonly",
            "license.",
            "memory.",
            "statement_",
            "overload_protection.",
            "es.",
            "thread_pool.",
            "legacy.",
            "s3.",
            "fdw.",
            "plugin.",
            "jobs.",
            "auth");
    private static final List<String> REMOVED = List.of("gateway.auto_import_dangling_indices");
    private static final List<String> TIMES = List.of("gateway.recover_after_time", "cluster.graceful_stop.timeout");

    /** A start that the real one refuses: its exit code and what it prints. */
    public static final class Refused extends RuntimeException {
        private final int exit;

        Refused(int exit, String message) {
            super(message);
            this.exit = exit;
        }

        int exit() {
            return exit;
        }
    }

    private CommandLine() {}

    /** Settings of the command line over those of the file. */
    static SortedMap<String, String> read(String[] arguments, Path home) throws IOException {
        SortedMap<String, String> given = new TreeMap<>();
        List<String> words = new ArrayList<>(Arrays.asList(arguments));
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.startsWith("-C")) {
                String setting = word.length() > 2 ? word.substring(2) : i + 1 < words.size() ? words.get(++i) : "";
                int equals = setting.indexOf('=');
                if (equals < 0) {
                    throw new Refused(64, "ERROR: " + setting + " is not a key=value pair");
                }
                String name = setting.substring(0, equals);
                String before = given.put(name, setting.substring(equals + 1));
                if (before != null) {
                    throw new Refused(
                            64,
                            "ERROR: setting [" + name + "] already set, saw [" + before + "] and [" + given.get(name)
                                    + "]");
                }
            }
        }
        String conf = given.getOrDefault("path.conf", home.resolve("config").toString());
        Path file = Path.of(conf).resolve("crate.yml");
        SortedMap<String, String> all = Files.exists(file) ? flat(Files.readAllBytes(file)) : new TreeMap<>();
        all.putAll(given);
        all.replaceAll((name, value) -> environment(value));
        check(all);
        return all;
    }

    /** Settings as {@code crate.yml} has them, checked. */
    public static SortedMap<String, String> read(String yaml) {
        SortedMap<String, String> all = flat(yaml.getBytes(StandardCharsets.UTF_8));
        check(all);
        return all;
    }

    private static SortedMap<String, String> flat(byte[] yaml) {
        SortedMap<String, String> all = new TreeMap<>();
        flatten("", new YAMLMapper().readTree(yaml), all);
        return all;
    }

    private static void flatten(String prefix, JsonNode tree, SortedMap<String, String> into) {
        for (Map.Entry<String, JsonNode> entry : tree.properties()) {
            String name = prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey();
            JsonNode value = entry.getValue();
            if (value.isObject()) {
                flatten(name, value, into);
            } else if (value.isArray()) {
                List<String> items = new ArrayList<>();
                value.forEach(item -> items.add(item.asString()));
                into.put(name, String.join(",", items));
            } else if (!value.isNull()) {
                into.put(name, value.asString());
            }
        }
    }

    /** {@code ${NAME}} is taken from the environment. */
    private static String environment(String value) {
        int at = value.indexOf("${");
        int end = value.indexOf('}', Math.max(at, 0));
        if (at < 0 || end < 0) {
            return value;
        }
        String name = value.substring(at + 2, end);
        String found = System.getenv(name);
        if (found == null) {
            throw new Refused(1, "java.lang.IllegalArgumentException: Could not resolve placeholder '" + name + "'");
        }
        return value.substring(0, at) + found + environment(value.substring(end + 1));
    }

    private static void check(SortedMap<String, String> all) {
        for (String name : all.keySet()) {
            boolean known = PREFIXES.stream().anyMatch(name::startsWith) && !REMOVED.contains(name);
            if (!known) {
                throw new Refused(
                        1,
                        "java.lang.IllegalArgumentException: unknown setting [" + name
                                + "] please check that any required plugins are installed, or check the breaking"
                                + " changes documentation for removed settings");
            }
        }
        for (String name : TIMES) {
            try {
                Settings.millis(all.getOrDefault(name, "0s"));
            } catch (Settings.Refused odd) {
                throw new Refused(1, "java.lang.IllegalArgumentException: " + odd.getMessage());
            }
        }
        if (all.getOrDefault("discovery.type", "").equals("single-node")
                && all.containsKey("cluster.initial_master_nodes")) {
            throw new Refused(
                    1,
                    "java.lang.IllegalArgumentException: setting [cluster.initial_master_nodes] is not allowed when"
                            + " [discovery.type] is set to [single-node]");
        }
    }

    static Path data(SortedMap<String, String> settings, Path home) {
        return Path.of(settings.getOrDefault("path.data", home.resolve("data").toString()));
    }

    /** What a node is told by its settings. */
    public static Options options(
            SortedMap<String, String> settings,
            String version,
            String id,
            String launch,
            long heap,
            long recoveryMillis,
            Path data) {
        String host =
                host(settings.getOrDefault("network.host", settings.getOrDefault("network.publish_host", "_local_")));
        int transport = port(settings, List.of("transport.tcp.port", "transport.port"), 4300);
        SortedMap<String, String> attributes = new TreeMap<>();
        settings.forEach((name, value) -> {
            if (name.startsWith("node.attr.")) {
                attributes.put(name.substring("node.attr.".length()), value);
            }
        });
        Member me = new Member(
                id,
                launch,
                settings.getOrDefault("node.name", "node-" + id.substring(0, 6)),
                host,
                port(settings, List.of("http.port"), 4200),
                transport,
                port(settings, List.of("psql.port"), 5432),
                version,
                !settings.getOrDefault("node.master", "true").equals("false"),
                !settings.getOrDefault("node.data", "true").equals("false"),
                attributes);
        List<String> seeds = list(settings, "discovery.seed_hosts").stream()
                .map(seed -> seed.contains(":") ? seed : seed + ":4300")
                .toList();
        return new Options(
                settings.getOrDefault("cluster.name", "crate"),
                me,
                seeds,
                list(settings, "cluster.initial_master_nodes"),
                settings.getOrDefault("discovery.type", "").equals("single-node"),
                settings,
                heap,
                recoveryMillis,
                list(settings, "path.repo"),
                data.toString());
    }

    private static List<String> list(SortedMap<String, String> settings, String name) {
        String value = settings.getOrDefault(name, "");
        return value.isEmpty()
                ? List.of()
                : Arrays.stream(value.replaceAll("[\\[\\]]", "").split(",", -1))
                        .map(String::strip)
                        .toList();
    }

    private static String host(String given) {
        return given.startsWith("_") || given.equals("localhost") || given.equals("0.0.0.0")
                ? "127.0.0.1"
                : given.split(",", 2)[0].strip();
    }

    /** The first port of a range. */
    private static int port(SortedMap<String, String> settings, List<String> names, int otherwise) {
        for (String name : names) {
            String value = settings.get(name);
            if (value != null) {
                return Integer.parseInt(value.split("-", 2)[0]);
            }
        }
        return otherwise;
    }
}
