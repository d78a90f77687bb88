package dev.holdfast.crate.model.state;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What a cluster agreed on at one moment.
 *
 * @param uuid of the cluster; empty before its first master
 * @param term of the master that made it
 * @param version counts states
 * @param master node id; empty if there is none
 * @param voting node ids whose majority decides
 * @param agreedVoting the newest of those that was agreed on: until {@code voting} is too, nothing counts without a
 * majority of both
 * @param recovered whether tables and settings may be used: false after a start of the whole cluster until enough
 * data nodes are there
 * @param passing settings that a start of the whole cluster forgets
 * @param lasting settings that it does not
 * @param tables by {@code schema.name}
 * @param copies every copy of every shard
 * @param repositories by name
 * @param snapshots finished and running ones
 * @param restores running ones
 * @param users by name
 */
public record ClusterState(
        String cluster,
        String uuid,
        long term,
        long version,
        String master,
        SortedMap<String, Member> members,
        SortedSet<String> voting,
        SortedSet<String> agreedVoting,
        boolean recovered,
        SortedMap<String, String> passing,
        SortedMap<String, String> lasting,
        SortedMap<String, Table> tables,
        List<Copy> copies,
        SortedMap<String, Repository> repositories,
        List<Snapshot> snapshots,
        List<Restore> restores,
        SortedMap<String, User> users) {

    public ClusterState {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
        voting = Collections.unmodifiableSortedSet(new TreeSet<>(voting));
        agreedVoting = Collections.unmodifiableSortedSet(new TreeSet<>(agreedVoting));
        passing = Collections.unmodifiableSortedMap(new TreeMap<>(passing));
        lasting = Collections.unmodifiableSortedMap(new TreeMap<>(lasting));
        tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
        copies = List.copyOf(copies);
        repositories = Collections.unmodifiableSortedMap(new TreeMap<>(repositories));
        snapshots = List.copyOf(snapshots);
        restores = List.copyOf(restores);
        users = Collections.unmodifiableSortedMap(new TreeMap<>(users));
    }

    /** Where snapshots go. */
    public record Repository(String name, String type, SortedMap<String, String> settings) {
        public Repository {
            settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        }
    }

    /**
     * A snapshot.
     *
     * @param tables as they were
     * @param finished 0 while it runs
     * @param failures one line each
     */
    public record Snapshot(
            String repository,
            String name,
            String uuid,
            String state,
            long started,
            long finished,
            String version,
            boolean all,
            List<Table> tables,
            List<String> failures) {
        public Snapshot {
            tables = List.copyOf(tables);
            failures = List.copyOf(failures);
        }

        public Snapshot done(String asState, long at, List<String> failed) {
            return new Snapshot(repository, name, uuid, asState, started, at, version, all, tables, failed);
        }
    }

    /** A restore that still runs; indices by their uuid, each from its uuid in the snapshot. */
    public record Restore(String id, String repository, String snapshot, SortedMap<String, String> indices) {
        public Restore {
            indices = Collections.unmodifiableSortedMap(new TreeMap<>(indices));
        }
    }

    /**
     * Somebody who may log in.
     *
     * @param password what was made of it, which is all that is ever kept; empty for none
     */
    public record User(String name, String password, boolean superuser, SortedSet<String> privileges) {
        public User {
            privileges = Collections.unmodifiableSortedSet(new TreeSet<>(privileges));
        }

        /** What is kept of a password. */
        public static String kept(String password) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-512").digest(password.getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(digest);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-512", e);
            }
        }
    }

    /** An index and the table it is of. */
    public record Owned(Table table, Table.Index index) {}

    /** Before anything was agreed. */
    public static ClusterState initial(String cluster) {
        return new ClusterState(
                cluster,
                "",
                0,
                0,
                "",
                new TreeMap<>(),
                new TreeSet<>(),
                new TreeSet<>(),
                false,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of(),
                new TreeMap<>(),
                List.of(),
                List.of(),
                new TreeMap<>());
    }

    /** What survives a stop: no members, no places of shards, no passing settings. */
    public ClusterState stopped() {
        return edit().master("")
                .members(new TreeMap<>())
                .passing(new TreeMap<>())
                .copies(List.of())
                .restores(List.of())
                .recovered(false)
                .done();
    }

    /** The same, known to be agreed on. */
    public ClusterState agreed() {
        return voting.equals(agreedVoting) ? this : edit().agreedVoting(voting).done();
    }

    public Draft edit() {
        return new Draft(this);
    }

    public Optional<Member> member(String id) {
        return Optional.ofNullable(members.get(id));
    }

    public Optional<Member> named(String name) {
        return members.values().stream().filter(m -> m.name().equals(name)).findFirst();
    }

    public Optional<Owned> owner(String index) {
        for (Table table : tables.values()) {
            for (Table.Index candidate : table.indices().values()) {
                if (candidate.uuid().equals(index)) {
                    return Optional.of(new Owned(table, candidate));
                }
            }
        }
        return Optional.empty();
    }

    /** The state with the next primary term of a shard. */
    public ClusterState nextTerm(String index, int shard) {
        Owned owner = owner(index).orElseThrow();
        Table.Shard next = owner.index().shards().get(shard).nextTerm();
        return edit().table(owner.table().withIndex(owner.index().withShard(shard, next)))
                .done();
    }

    /** The primary term of a shard; 0 if there is none such. */
    public long primaryTerm(String index, int shard) {
        return owner(index).map(o -> o.index().shards().get(shard).term()).orElse(0L);
    }

    public List<Copy> copies(Predicate<Copy> wanted) {
        List<Copy> found = new ArrayList<>();
        for (Copy copy : copies) {
            if (wanted.test(copy)) {
                found.add(copy);
            }
        }
        return found;
    }

    public List<Copy> copies(String index, int shard) {
        return copies(c -> c.shard() == shard && c.index().equals(index));
    }

    /** The serving primary, if there is one. */
    public Optional<Copy> primary(String index, int shard) {
        return copies(index, shard).stream()
                .filter(c -> c.primary() && c.active())
                .findFirst();
    }

    public List<Member> dataMembers() {
        return members.values().stream().filter(Member::data).toList();
    }

    /** The value in force: passing over lasting over the one built in. */
    public String setting(String name) {
        String value = passing.get(name);
        if (value == null) {
            value = lasting.get(name);
        }
        return value == null ? Settings.builtIn(name) : value;
    }
}
