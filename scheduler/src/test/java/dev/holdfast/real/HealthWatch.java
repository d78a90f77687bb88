package dev.holdfast.real;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Looks all the time how healthy a CrateDB cluster is, and remembers every look, so that it can be said how it was at a moment. */
final class HealthWatch implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);
    private static final int MOST_LOOKS = 100_000;

    private final CrateSql sql;
    private final List<String> endpoints;
    private final List<Look> looks = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "real-health-watch");
    private volatile boolean stopping;
    private int turn;

    /**
     * A look, taken between two moments.
     *
     * @param members names of nodes that are there
     * @param shards on each node that has any
     */
    record Look(
            Instant from,
            Instant to,
            String colour,
            long missing,
            long underreplicated,
            List<String> members,
            Map<String, Integer> shards) {

        boolean isWhole() {
            return colour.equals("GREEN") && missing == 0 && underreplicated == 0;
        }
    }

    /** @param endpoints of all nodes that ever are */
    HealthWatch(CrateSql sql, List<String> endpoints) {
        this.sql = sql;
        this.endpoints = List.copyOf(endpoints);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!stopping && looks.size() < MOST_LOOKS) {
            try {
                look().ifPresent(this::keep);
                Thread.sleep(PAUSE.toMillis());
            } catch (IOException notThisOne) {
                turn++; // it is down, or not there yet
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private Optional<Look> look() throws IOException, InterruptedException {
        String endpoint = endpoints.get(turn % endpoints.size());
        Instant from = Instant.now();
        CrateSql.Answer health = sql.ask(
                endpoint,
                LONGEST_LOOK,
                "select health, missing_shards, underreplicated_shards from sys.cluster_health");
        CrateSql.Answer members =
                sql.ask(endpoint, LONGEST_LOOK, "select name from sys.nodes where version is not null order by name");
        CrateSql.Answer shards = sql.ask(
                endpoint,
                LONGEST_LOOK,
                "select node['name'], count(*) from sys.shards where node['name'] is not null group by node['name']");
        if (!health.isGood() || !members.isGood() || !shards.isGood()) {
            turn++; // there is no master, or a node is just going
            return Optional.empty();
        }
        return Optional.of(new Look(
                from,
                Instant.now(),
                health.rows().get(0).get(0).asString(),
                health.rows().get(0).get(1).asLong(),
                health.rows().get(0).get(2).asLong(),
                members.rows().stream().map(row -> row.get(0).asString()).toList(),
                shards.rows().stream()
                        .collect(Collectors.toMap(
                                row -> row.get(0).asString(), row -> row.get(1).asInt(), Integer::sum, TreeMap::new))));
    }

    private synchronized void keep(Look look) {
        looks.add(look);
    }

    /** The last look that was over at this moment. */
    synchronized Optional<Look> before(Instant moment) {
        for (int i = looks.size() - 1; i >= 0; i--) {
            if (!looks.get(i).to().isAfter(moment)) {
                return Optional.of(looks.get(i));
            }
        }
        return Optional.empty();
    }

    synchronized Optional<Look> last() {
        return looks.isEmpty() ? Optional.empty() : Optional.of(looks.get(looks.size() - 1));
    }

    /** Whether it is whole now, with so many members. */
    boolean isWhole(int members) {
        return last().filter(Look::isWhole)
                .filter(look -> look.members().size() == members)
                .filter(look -> look.to().isAfter(Instant.now().minus(LONGEST_LOOK)))
                .isPresent();
    }

    synchronized String summary() {
        Map<String, Long> colours = looks.stream().collect(Collectors.groupingBy(Look::colour, Collectors.counting()));
        return looks.size() + " looks at health: " + new TreeMap<>(colours);
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
    }
}
