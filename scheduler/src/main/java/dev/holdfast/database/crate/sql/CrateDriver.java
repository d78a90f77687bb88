package dev.holdfast.database.crate.sql;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Driver;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.Secrets;
import dev.holdfast.database.crate.BackupChores;
import dev.holdfast.database.crate.CrateAccess;
import dev.holdfast.database.crate.CrateDetails;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.CrateIds;
import dev.holdfast.database.crate.sql.TableCounts.TableCount;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;

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
    private final Secrets secrets;
    private final Doors doors;
    private final Function<NodeView, SqlClient> opening;
    private final Listings listings;
    private final Chores chores = new Chores();
    private final ExecutorService workers;

    public CrateDriver(Clock clock) {
        this(clock, Secrets.none());
    }

    /** {@code secrets} are what specs may name but not say. */
    public CrateDriver(Clock clock, Secrets secrets) {
        this.clock = clock;
        this.secrets = secrets;
        this.doors = new Doors(secrets);
        this.opening = doors::open;
        this.listings = new Listings(System::nanoTime);
        AtomicInteger count = new AtomicInteger();
        this.workers = Executors.newFixedThreadPool(WORKERS, work -> {
            Thread thread = new Thread(work, "crate-look-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The same over other lines than sockets, by other workers than threads of its own. */
    CrateDriver(Clock clock, Function<NodeView, SqlClient> opening, ExecutorService workers, LongSupplier nanos) {
        this.clock = clock;
        this.secrets = Secrets.none();
        this.doors = new Doors(secrets);
        this.opening = opening;
        this.listings = new Listings(nanos);
        this.workers = workers;
    }

    @Override
    public Observation observe(ClusterView cluster, Duration timeout) {
        Instant startedAt = clock.instant();
        try {
            Deadline deadline = Deadline.in(timeout);
            List<Voice> voices = rollCall(timeout).of(cluster);
            doors.heard(cluster.target().name(), voices);
            Verdict verdict = Verdict.of(voices);
            Look look = new Look(
                    opening,
                    deadline,
                    share(timeout),
                    questions -> listings.of(cluster.target().name(), questions));
            CrateDetails details = look.after(voices, verdict).withCertificates(certificates(voices));
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

    private SortedMap<String, Instant> certificates(List<Voice> voices) {
        TreeMap<String, Instant> ends = new TreeMap<>();
        voices.forEach(voice -> doors.certificatesEnd(voice.node())
                .ifPresent(end -> ends.put(CrateIds.name(voice.node().id()), end)));
        return ends;
    }

    @Override
    public Outcome perform(ClusterView cluster, Chore chore, Duration timeout, BooleanSupplier mayAct) {
        try {
            Chores.Work work = work(cluster, chore);
            Deadline deadline = Deadline.in(timeout, mayAct);
            Verdict verdict = Verdict.of(rollCall(timeout).of(cluster));
            if (verdict.party().isEmpty()) {
                throw new ChoreFailedException(verdict.text());
            }
            try (SqlClient client = opening.apply(verdict.party().get(0).node())) {
                return new Outcome(true, work.perform(new Session(client, deadline), chore));
            }
        } catch (ChoreFailedException e) {
            return new Outcome(false, chore.name() + ": " + e.getMessage());
        } catch (RuntimeException e) {
            return new Outcome(false, chore.name() + ": " + e);
        }
    }

    /** What goes into our repository, or comes out of it, needs one as the spec says. */
    private Chores.Work work(ClusterView cluster, Chore chore) throws ChoreFailedException {
        Chores.Work repository = (session, same) -> new RepositoryWork(secrets).make(session, cluster.target());
        if (chore.name().equals(BackupChores.REPOSITORY)) {
            return repository;
        }
        Chores.Work work = chores.find(chore.name());
        if (!chore.name().equals(BackupChores.BACKUP)) {
            return work;
        }
        return (session, same) -> {
            repository.perform(session, same);
            return work.perform(session, same);
        };
    }

    /** What is in a snapshot, as CrateDB tells now; throws with a line for people if it cannot be asked. */
    public SnapshotContent contents(ClusterView cluster, String repository, String snapshot, Duration timeout)
            throws ChoreFailedException {
        return ask(cluster, timeout, session -> SnapshotContent.ask(session, repository, snapshot));
    }

    /** How much is in each table now; throws with a line for people if it cannot be asked. */
    public List<TableCount> counts(ClusterView cluster, Duration timeout) throws ChoreFailedException {
        return ask(cluster, timeout, TableCounts::ask);
    }

    private interface Asking<T> {
        T ask(Session session) throws ChoreFailedException;
    }

    private <T> T ask(ClusterView cluster, Duration timeout, Asking<T> asking) throws ChoreFailedException {
        Deadline deadline = Deadline.in(timeout);
        Verdict verdict = Verdict.of(rollCall(timeout).of(cluster));
        if (verdict.party().isEmpty()) {
            throw new ChoreFailedException(verdict.text());
        }
        try (SqlClient client = opening.apply(verdict.party().get(0).node())) {
            return asking.ask(new Session(client, deadline));
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
        List<NodeView> plain =
                data.stream().filter(node -> !CrateAccess.isTls(node)).toList();
        List<NodeView> secure = data.stream().filter(CrateAccess::isTls).toList();
        add(endpoints, "http", Addresses.joined(plain, CrateIds.HTTP_PORT));
        add(endpoints, "https", Addresses.urls(secure));
        add(endpoints, "psql", Addresses.joined(data, CrateIds.PSQL_PORT));
        Optional<NodeView> first = data.stream().filter(Addresses::hasHttp).findFirst();
        first.ifPresent(node -> add(endpoints, "admin-ui", Addresses.url(node) + "/"));
        add(endpoints, "transport", Addresses.joined(all, CrateIds.TRANSPORT_PORT));
        access(cluster, secure, endpoints);
        return endpoints;
    }

    /** Who gets in, and where people who may read it find with what. */
    private void access(ClusterView cluster, List<NodeView> secure, List<Endpoint> endpoints) {
        String name = cluster.target().name().value();
        if (!secure.isEmpty() && secrets.certificates(name).isPresent()) {
            add(endpoints, "ca-file", secrets.certificatesPlace(name));
        }
        Optional<String> admin = cluster.nodes().values().stream()
                .map(CrateAccess::adminOf)
                .filter(user -> !user.isEmpty())
                .findFirst();
        if (admin.isPresent()) {
            add(endpoints, "user", admin.get());
            add(
                    endpoints,
                    "password-file",
                    secrets.place(CrateAccess.passwordSecret(cluster.target().name())));
        }
    }

    private RollCall rollCall(Duration timeout) {
        return new RollCall(workers, opening, share(timeout));
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
}
