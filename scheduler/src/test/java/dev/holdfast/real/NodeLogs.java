package dev.holdfast.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What nodes of Cassandra wrote themselves, in all their incarnations: it tells what was done to them, whatever we believe. */
final class NodeLogs {

    /** A member begins to give its data away. */
    static final Pattern DECOMMISSION = Pattern.compile("LEAVING: sleeping \\d+ ms for batch processing");

    /** One who joins, or takes a dead one's place, begins to take its data. */
    static final Pattern BOOTSTRAP = Pattern.compile("JOINING: Starting to bootstrap");

    /** The first group is the keyspace. */
    static final Pattern REPAIR =
            Pattern.compile("Starting repair command #\\d+ \\([^)]*\\), repairing keyspace (\\w+)");

    /** The first group is where it takes its data from, and what of it. */
    static final Pattern REBUILD = Pattern.compile("rebuild from dc: (.*)");

    private static final String FILE = "system.log";

    private NodeLogs() {}

    /** What a pattern's first group was, or the whole, each time a node of the cluster that is looked at wrote it; {@code node-3}. */
    static List<String> all(RealHouse house, String node, Pattern pattern) {
        List<String> found = new ArrayList<>();
        try {
            for (Path log : LivingFiles.under(house.data().resolve("mesos"))) {
                if (!log.endsWith(FILE)
                        || !log.toString().contains("/executors/" + house.watched() + "." + node + ".")) {
                    continue;
                }
                for (String line : Files.readAllLines(log)) {
                    Matcher matcher = pattern.matcher(line);
                    if (matcher.find()) {
                        found.add(matcher.groupCount() > 0 ? matcher.group(1) : matcher.group());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what " + node + " wrote", e);
        }
        return found;
    }
}
