package dev.holdfast.database.cassandra.ring;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Driver;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.Observation.NodeHealth;
import dev.holdfast.database.Secrets;
import dev.holdfast.database.cassandra.CassandraAccess;
import dev.holdfast.database.cassandra.CassandraChores;
import dev.holdfast.database.cassandra.CassandraDetails;
import dev.holdfast.database.cassandra.CassandraDetails.Keyspace;
import dev.holdfast.database.cassandra.CassandraDetails.NodeStatus;
import dev.holdfast.database.cassandra.CassandraIds;
import dev.holdfast.database.cassandra.CassandraOptions;
import dev.holdfast.database.cassandra.RingHealth;
import dev.holdfast.model.NodeId;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** What looks at running Cassandra rings. Safe for many threads; every look opens its own connections and closes them. */
public final class CassandraDriver implements Driver {

    /** Nodes that do not answer by then are not waited for. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(4);

    /** Clients are told so many addresses: any of them knows the others. */
    private static final int CONTACTS = 6;

    private final Clock clock;
    private final StatusReader reader = new StatusReader();
    private final RingArchive archive;
    private final Secrets secrets;

    /** One that knows no secrets: it looks into no store. */
    public CassandraDriver(Clock clock) {
        this(clock, Secrets.none());
    }

    /** @param secrets keys of stores with backups, passwords, and who signed certificates */
    public CassandraDriver(Clock clock, Secrets secrets) {
        this.clock = clock;
        this.archive = new RingArchive(secrets);
        this.secrets = secrets;
    }

    /** Where backups lie. */
    public RingArchive archive() {
        return archive;
    }

    @Override
    public Observation observe(ClusterView cluster, Duration timeout) {
        Instant startedAt = clock.instant();
        try {
            CassandraDetails details = look(cluster, timeout.compareTo(LONGEST_LOOK) < 0 ? timeout : LONGEST_LOOK);
            SortedMap<NodeId, NodeHealth> health = RingHealth.of(cluster, details);
            return new Observation(
                    startedAt,
                    clock.instant(),
                    !details.nodes().isEmpty(),
                    Summary.of(cluster, details, health),
                    health,
                    details);
        } catch (IOException | RuntimeException e) {
            // A look never throws: what went wrong is what was seen.
            return Observation.noAnswer(startedAt, clock.instant(), "the look failed: " + e);
        }
    }

    /** What is asked of one node in a look. */
    private record Asked(NodeId node, StatusDialogue status, QueryDialogue query) {}

    private CassandraDetails look(ClusterView cluster, Duration timeout) throws IOException {
        List<Asked> all = new ArrayList<>();
        boolean tls = cluster.nodes().values().stream().anyMatch(CassandraAccess::isTls);
        Optional<Encryption> encryption = tls
                ? Optional.of(
                        Encryption.ofLooks(secrets, cluster.target().name().value()))
                : Optional.empty();
        try (Round round = new Round()) {
            for (NodeView node : cluster.nodes().values()) {
                if (node.placed() && !node.address().isEmpty() && node.ports().containsKey(CassandraIds.STATUS_PORT)) {
                    Asked asked = new Asked(
                            node.id(),
                            new StatusDialogue(node.endpoint(CassandraIds.STATUS_PORT)),
                            new QueryDialogue());
                    all.add(asked);
                    round.begin(node.address(), port(node, CassandraIds.STATUS_PORT), asked.status());
                    int port = port(node, CassandraIds.NATIVE_PORT);
                    Dialogue query = encryption
                            .filter(known -> CassandraAccess.isTls(node))
                            .<Dialogue>map(
                                    known -> new SecureDialogue(known.engine(node.address(), port), asked.query()))
                            .orElseGet(asked::query);
                    round.begin(node.address(), port, query);
                }
            }
            round.lead(System.nanoTime() + timeout.toNanos());
        }
        SortedMap<NodeId, NodeStatus> nodes = new TreeMap<>();
        SortedMap<String, Keyspace> keyspaces = new TreeMap<>();
        for (Asked asked : all) {
            Optional<StatusReader.Answer> answer = asked.status()
                    .body()
                    .flatMap(body -> reader.read(body, asked.query().isAnswered()));
            answer.ifPresent(known -> {
                nodes.put(asked.node(), known.status());
                // While a change spreads, all that anybody knows; of one known differently, the last node's word.
                if (known.status().mode() != CassandraDetails.Mode.STARTING) {
                    keyspaces.putAll(known.keyspaces());
                }
            });
        }
        return new CassandraDetails(nodes, keyspaces, !keyspaces.isEmpty());
    }

    private static int port(NodeView node, String name) {
        return node.ports().getOrDefault(name, 0);
    }

    /** Changes of schema; all other operations of Cassandra's are done beside their nodes. */
    @Override
    public Outcome perform(ClusterView cluster, Chore chore, Duration timeout, BooleanSupplier mayAct) {
        if (chore.name().equals(CassandraChores.REPLICATE)) {
            return new Altering(secrets).perform(cluster, chore, timeout, mayAct);
        }
        return new Outcome(false, "'" + chore.name() + "' is done beside a node, and names none");
    }

    @Override
    public List<Endpoint> endpoints(ClusterView cluster) {
        List<String> contacts = cluster.nodes().values().stream()
                .filter(NodeView::placed)
                .limit(CONTACTS)
                .map(node -> node.endpoint(CassandraIds.NATIVE_PORT))
                .toList();
        if (contacts.isEmpty()) {
            return List.of();
        }
        List<Endpoint> endpoints = new ArrayList<>(List.of(
                new Endpoint("cql", String.join(",", contacts)),
                new Endpoint("dc", CassandraOptions.dc(cluster.target()))));
        access(cluster, endpoints);
        // Open on its own machine only; where that is a loopback address, whoever reads this may be there.
        cluster.nodes().values().stream()
                .filter(node -> node.placed() && node.address().startsWith("127."))
                .forEach(node -> endpoints.add(
                        new Endpoint("jmx." + node.id().shortName(), node.endpoint(CassandraIds.JMX_PORT))));
        return endpoints;
    }

    /** Who gets in, and where people who may read it find with what. */
    private void access(ClusterView cluster, List<Endpoint> endpoints) {
        String name = cluster.target().name().value();
        if (cluster.nodes().values().stream().anyMatch(CassandraAccess::isTls)) {
            endpoints.add(new Endpoint("tls", "yes"));
            if (secrets.certificates(name).isPresent()) {
                endpoints.add(new Endpoint("ca-file", secrets.certificatesPlace(name)));
            }
        }
        CassandraAccess.user(cluster.target()).ifPresent(user -> endpoints.add(new Endpoint("user", user)));
        CassandraAccess.passwordSecret(cluster.target())
                .ifPresent(secret -> endpoints.add(new Endpoint("password-file", secrets.place(secret))));
    }

    @Override
    public void close() {
        // Nothing stays open.
    }
}
