package dev.holdfast.crate.model.state;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** A cluster state being changed. Lives within one method. */
public final class Draft {
    private final ClusterState from;
    private String uuid;
    private long term;
    private long version;
    private String master;
    private SortedMap<String, Member> members;
    private SortedSet<String> voting;
    private SortedSet<String> agreedVoting;
    private boolean recovered;
    private SortedMap<String, String> passing;
    private SortedMap<String, String> lasting;
    private SortedMap<String, Table> tables;
    private List<Copy> copies;
    private SortedMap<String, ClusterState.Repository> repositories;
    private List<ClusterState.Snapshot> snapshots;
    private List<ClusterState.Restore> restores;
    private SortedMap<String, ClusterState.User> users;

    Draft(ClusterState from) {
        this.from = from;
        uuid = from.uuid();
        term = from.term();
        version = from.version();
        master = from.master();
        members = from.members();
        voting = from.voting();
        agreedVoting = from.agreedVoting();
        recovered = from.recovered();
        passing = from.passing();
        lasting = from.lasting();
        tables = from.tables();
        copies = from.copies();
        repositories = from.repositories();
        snapshots = from.snapshots();
        restores = from.restores();
        users = from.users();
    }

    public Draft uuid(String value) {
        uuid = value;
        return this;
    }

    public Draft term(long value) {
        term = value;
        return this;
    }

    public Draft version(long value) {
        version = value;
        return this;
    }

    public Draft master(String value) {
        master = value;
        return this;
    }

    public Draft members(SortedMap<String, Member> value) {
        members = value;
        return this;
    }

    public Draft voting(SortedSet<String> value) {
        voting = value;
        return this;
    }

    public Draft agreedVoting(SortedSet<String> value) {
        agreedVoting = value;
        return this;
    }

    public Draft recovered(boolean value) {
        recovered = value;
        return this;
    }

    public Draft passing(SortedMap<String, String> value) {
        passing = value;
        return this;
    }

    public Draft lasting(SortedMap<String, String> value) {
        lasting = value;
        return this;
    }

    public Draft table(Table table) {
        SortedMap<String, Table> changed = new TreeMap<>(tables);
        changed.put(table.fqn(), table);
        tables = changed;
        return this;
    }

    public Draft withoutTable(String fqn) {
        SortedMap<String, Table> changed = new TreeMap<>(tables);
        changed.remove(fqn);
        tables = changed;
        return this;
    }

    public Draft copies(List<Copy> value) {
        copies = value;
        return this;
    }

    public Draft adding(List<Copy> more) {
        copies = new ArrayList<>(copies);
        copies.addAll(more);
        return this;
    }

    public Draft repositories(SortedMap<String, ClusterState.Repository> value) {
        repositories = value;
        return this;
    }

    public Draft snapshots(List<ClusterState.Snapshot> value) {
        snapshots = value;
        return this;
    }

    public Draft restores(List<ClusterState.Restore> value) {
        restores = value;
        return this;
    }

    public Draft users(SortedMap<String, ClusterState.User> value) {
        users = value;
        return this;
    }

    public ClusterState done() {
        return new ClusterState(
                from.cluster(),
                uuid,
                term,
                version,
                master,
                members,
                voting,
                agreedVoting,
                recovered,
                passing,
                lasting,
                tables,
                copies,
                repositories,
                snapshots,
                restores,
                users);
    }
}
