package dev.holdfast.database.crate;

import dev.holdfast.database.Gauge;
import dev.holdfast.database.Observation;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a CrateDB cluster said about itself, all of one look, asked through one node. Nodes are named by their {@code node.name},
 * which is the short name of ours: {@code data-2}.
 *
 * @param answeredBy name of the node that was asked; empty if none answered
 * @param complete what was asked and answered; from what is missing here nothing may be concluded
 * @param master name of the elected master as the answering node says; empty if it knows none. Without one all other answers are
 *     of a past that may be over: CrateDB then calls lost tables GREEN
 * @param members {@code sys.nodes} by name. A node that was lost a moment ago, or while there is no master, stays in it with fields
 *     empty
 * @param health of the whole cluster; empty if not known
 * @param tables by name; a partition is part of its table
 * @param shards every copy; those that do not serve yet, or have no place, as the master tells of them
 * @param unassigned why copies have no place, of all of {@code shards} that have none
 * @param settings effective values of {@code sys.cluster.settings} that we or the rules read, by full name; a setting that was not
 *     given has its default
 * @param checks {@code sys.checks} and {@code sys.node_checks} that do not pass
 * @param snapshots running {@code CREATE SNAPSHOT} and {@code RESTORE}, one line each
 * @param archive all snapshots there are
 * @param states by node, {@code VERSION/UUID/TERM} of the cluster state it holds, the term only where it is told; asked only where few nodes
 *     are left, and empty where CrateDB does not tell it
 * @param certificates by node, when the first of those ends that it shows; only of nodes that are spoken to with TLS
 */
public record CrateDetails(
        String answeredBy,
        SortedSet<Part> complete,
        Optional<String> master,
        SortedMap<String, Member> members,
        Optional<Health> health,
        SortedMap<String, Table> tables,
        List<Shard> shards,
        List<Unassigned> unassigned,
        SortedMap<String, String> settings,
        List<Check> checks,
        List<String> snapshots,
        Archive archive,
        SortedMap<String, String> states,
        SortedMap<String, Instant> certificates)
        implements Observation.Details {

    public CrateDetails {
        complete = Collections.unmodifiableSortedSet(new TreeSet<>(complete));
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
        tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
        shards = List.copyOf(shards);
        unassigned = List.copyOf(unassigned);
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        checks = List.copyOf(checks);
        snapshots = List.copyOf(snapshots);
        states = Collections.unmodifiableSortedMap(new TreeMap<>(states));
        certificates = Collections.unmodifiableSortedMap(new TreeMap<>(certificates));
    }

    /** One that tells nothing of certificates. */
    public CrateDetails(
            String answeredBy,
            SortedSet<Part> complete,
            Optional<String> master,
            SortedMap<String, Member> members,
            Optional<Health> health,
            SortedMap<String, Table> tables,
            List<Shard> shards,
            List<Unassigned> unassigned,
            SortedMap<String, String> settings,
            List<Check> checks,
            List<String> snapshots,
            Archive archive,
            SortedMap<String, String> states) {
        this(
                answeredBy,
                complete,
                master,
                members,
                health,
                tables,
                shards,
                unassigned,
                settings,
                checks,
                snapshots,
                archive,
                states,
                new TreeMap<>());
    }

    /** One that tells nothing of snapshots that are kept. */
    public CrateDetails(
            String answeredBy,
            SortedSet<Part> complete,
            Optional<String> master,
            SortedMap<String, Member> members,
            Optional<Health> health,
            SortedMap<String, Table> tables,
            List<Shard> shards,
            List<Unassigned> unassigned,
            SortedMap<String, String> settings,
            List<Check> checks,
            List<String> snapshots) {
        this(
                answeredBy,
                complete,
                master,
                members,
                health,
                tables,
                shards,
                unassigned,
                settings,
                checks,
                snapshots,
                Archive.NONE,
                new TreeMap<>());
    }

    /** The same with what each node says of the cluster state it holds. */
    public CrateDetails withStates(SortedMap<String, String> held) {
        return new CrateDetails(
                answeredBy,
                complete,
                master,
                members,
                health,
                tables,
                shards,
                unassigned,
                settings,
                checks,
                snapshots,
                archive,
                held,
                certificates);
    }

    /** The same with when the certificates end that nodes show. */
    public CrateDetails withCertificates(SortedMap<String, Instant> ends) {
        return new CrateDetails(
                answeredBy,
                complete,
                master,
                members,
                health,
                tables,
                shards,
                unassigned,
                settings,
                checks,
                snapshots,
                archive,
                states,
                ends);
    }

    /** Nothing known. */
    public static CrateDetails nothing() {
        return new CrateDetails(
                "",
                new TreeSet<>(),
                Optional.empty(),
                new TreeMap<>(),
                Optional.empty(),
                new TreeMap<>(),
                List.of(),
                List.of(),
                new TreeMap<>(),
                List.of(),
                List.of());
    }

    @Override
    public List<Gauge> gauges() {
        return CrateGauges.of(this);
    }

    /** Whether all of these parts were answered, so that absence means something. */
    public boolean knows(Part... parts) {
        return complete.containsAll(List.of(parts));
    }

    /** One question of a look. */
    public enum Part {
        /** {@link #master}. */
        MASTER,
        MEMBERS,
        HEALTH,
        TABLES,
        SHARDS,
        UNASSIGNED,
        SETTINGS,
        CHECKS,
        /** {@link #snapshots}. */
        SNAPSHOTS,
        /** {@link #archive}. */
        ARCHIVE
    }

    /**
     * A node as another one, or it itself, lists it.
     *
     * @param id CrateDB's own, new with every new disk
     * @param version {@code 6.4.3}; empty for one that is listed but lost
     * @param byItself whether only the node itself was asked: then it may be alone in believing that it belongs to the cluster
     * @param incarnation which launch this is, from its attribute; 0 if it has none
     * @param attributes {@code node.attr.*}
     * @param heapBytes largest heap
     * @param diskBytes of its data paths together
     * @param diskFreeBytes available of them
     */
    public record Member(
            String id,
            String version,
            boolean byItself,
            int incarnation,
            SortedMap<String, String> attributes,
            long heapBytes,
            long diskBytes,
            long diskFreeBytes) {
        public Member {
            attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
        }
    }

    /** Worst first, as CrateDB ranks them. */
    public enum Colour {
        /** No master: not known. */
        UNKNOWN,
        /** A primary is missing. */
        RED,
        /** A replica is missing. */
        YELLOW,
        GREEN
    }

    /** {@code sys.cluster_health} from 6.0 on, else the worst of {@code sys.health}. */
    public record Health(Colour colour, String description, long pendingTasks, long missing, long underreplicated) {}

    /**
     * A table.
     *
     * @param colour its worst partition's
     * @param replicas as the user wrote it: {@code 1}, {@code 0-1}, {@code 0-all}; where partitions differ, the most of them
     * @param settings that bear on where its shards may be and whether it may be written: {@code
     *     routing.allocation.enable}, {@code routing.allocation.exclude.*}, {@code routing.allocation.total_shards_per_node}, {@code blocks.*},
     *     by name; what holds for one of its partitions holds for it. Beside them {@code version.created}, empty if not known
     */
    public record Table(Colour colour, String replicas, SortedMap<String, String> settings) {
        public Table {
            settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        }
    }

    /**
     * One copy of one shard.
     *
     * @param table with schema: {@code doc.orders}
     * @param partition its ident; empty if the table has none
     * @param state CrateDB's {@code routing_state}: {@code STARTED}, {@code INITIALIZING}, {@code RELOCATING}, {@code UNASSIGNED}
     * @param node it is on; empty if unassigned
     * @param movesTo where a relocating copy goes; empty if it does not
     * @param minLuceneVersion oldest format in it; empty if not known
     */
    public record Shard(
            String table,
            String partition,
            int id,
            boolean primary,
            String state,
            String node,
            String movesTo,
            long bytes,
            String minLuceneVersion) {}

    /**
     * Why a copy has no place.
     *
     * @param explanation CrateDB's, one line
     * @param decisions of the nodes that said no, one line each
     */
    public record Unassigned(
            String table, String partition, int id, boolean primary, String explanation, List<String> decisions) {
        public Unassigned {
            decisions = List.copyOf(decisions);
        }
    }

    /**
     * A check that does not pass.
     *
     * @param node it is about; empty for a cluster check
     * @param severity 1 low to 3 high
     */
    public record Check(String node, int id, int severity, String description, boolean acknowledged) {}
}
