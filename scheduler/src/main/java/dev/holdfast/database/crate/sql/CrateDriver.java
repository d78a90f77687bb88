package dev.holdfast.database.crate.sql;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Driver;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.crate.CrateDetails;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.CrateIds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What talks to running CrateDB clusters. Safe for many threads; every call opens its own connections and closes them.
 *
 * <p>A look goes: ask all nodes who they are and whom they follow; believe the majority; ask one of it everything. A
 * chore
 * goes to one of the majority too, so that a node that is cut off is never told to do anything.
 */
public final class CrateDriver implements Driver {

    /** Voices of roll calls under way at the same time. */
    private static final int WORKERS = 12;

    private final Clock clock;
    private final Chores chores = new Chores();
    private final ExecutorService workers;

    public CrateDriver(Clock clock) {
        this.clock = clock;
        AtomicInteger count = new AtomicInteger();
        this.workers = Executors.newFixedThreadPool(WORKERS, work -> {
            Thread thread = new Thread(work, "crate-look-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public Observation observe(ClusterView cluster, Duration timeout) {
        Instant startedAt = clock.instant();
        try {
            Deadline deadline = Deadline.in(timeout);
            List<Voice> voices = rollCall(timeout).of(cluster);
            Verdict verdict = Verdict.of(voices);
            Look look = new Look(CrateDriver::open, deadline, share(timeout));
            CrateDetails details = look.after(voices, verdict);
            return new Observation(
                    startedAt,
                    clock.instant(),
                    details.master().isPresent() && details.knows(Part.MASTER, Part.MEMBERS),
                    Summary.of(details, verdict.text(), look.problem()),
                    NodeReports.of(cluster.nodes().values(), details, voices),
                    details);
        } catch (RuntimeException e) {
            // A look never throws: what went wrong is what was seen.
            return Observation.noAnswer(startedAt, clock.instant(), "the look failed: " + e);
        }
    }

    @Override
    public Outcome perform(ClusterView cluster, Chore chore, Duration timeout) {
        try {
            Chores.Work work = chores.find(chore.name());
            Deadline deadline = Deadline.in(timeout);
            Verdict verdict = Verdict.of(rollCall(timeout).of(cluster));
            if (verdict.party().isEmpty()) {
                throw new ChoreFailedException(verdict.text());
            }
            try (SqlClient client = open(verdict.party().get(0).node())) {
                return new Outcome(true, work.perform(new Session(client, deadline), chore));
            }
        } catch (ChoreFailedException e) {
            return new Outcome(false, chore.name() + ": " + e.getMessage());
        } catch (RuntimeException e) {
            return new Outcome(false, chore.name() + ": " + e);
        }
    }

    @Override
    public List<Endpoint> endpoints(ClusterView cluster) {
        Collection<NodeView> all = cluster.nodes().values();
        // Clients are served by nodes with data; dedicated masters have better things to do.
        List<NodeView> data = all.stream()
                .filter(node -> !node.id().group().equals(CrateIds.MASTER))
                .toList();
        List<Endpoint> endpoints = new ArrayList<>();
        add(endpoints, "http", Addresses.joined(data, CrateIds.HTTP_PORT));
        add(endpoints, "psql", Addresses.joined(data, CrateIds.PSQL_PORT));
        Optional<NodeView> first = data.stream().filter(Addresses::hasHttp).findFirst();
        first.ifPresent(node -> add(endpoints, "admin-ui", "http://" + node.endpoint(CrateIds.HTTP_PORT) + "/"));
        add(endpoints, "transport", Addresses.joined(all, CrateIds.TRANSPORT_PORT));
        return endpoints;
    }

    private RollCall rollCall(Duration timeout) {
        return new RollCall(workers, CrateDriver::open, share(timeout));
    }

    /** Of the whole time, what one thing may take: two may hang, and there is still time to say so. */
    private static Duration share(Duration timeout) {
        return timeout.multipliedBy(2).dividedBy(5);
    }

    private static void add(List<Endpoint> endpoints, String name, String value) {
        if (!value.isEmpty()) {
            endpoints.add(new Endpoint(name, value));
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }

    private static SqlClient open(NodeView node) {
        return new SqlClient(node.address(), node.ports().getOrDefault(CrateIds.HTTP_PORT, 0), Optional.empty());
    }
}
