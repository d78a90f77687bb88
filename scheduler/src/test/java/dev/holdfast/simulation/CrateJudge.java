package dev.holdfast.simulation;

import dev.holdfast.crate.model.allocation.Health;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Member;
import dev.holdfast.crate.model.state.Settings;
import dev.holdfast.crate.model.state.Table;
import dev.holdfast.database.Debt;
import dev.holdfast.database.crate.CrateIds;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a CrateDB cluster would lose without some of its volumes, what its users would miss without a node, and what is left to do. */
final class CrateJudge {

    private static final long HALF_A_MINUTE = 30_000;

    private final CrateModel model;
    /** Since when one serving copy of a shard less would leave none, by the shard's log. */
    private final TreeMap<String, Long> thinSince = new TreeMap<>();

    private long thinVotesSince = -1;
    private long unowedSince = -1;
    /** Debts that an older copy of the state does not know, and nobody has owed again since. */
    private final TreeSet<String> forgotten = new TreeSet<>();

    CrateJudge(CrateModel model) {
        this.model = model;
    }

    /** A shard of a table that is used. */
    private record Shard(String name, String log, BitSet acknowledged, SortedSet<String> inSync, List<Copy> copies) {}

    private List<Shard> shards(ClusterState state) {
        List<Shard> all = new ArrayList<>();
        for (CrateClients.Used used : model.clients.tables()) {
            Table table = state.tables().get("doc." + used.name);
            for (int number = 0; table != null && used.isKept() && number < used.shards; number++) {
                Table.Index index = table.indices().get("");
                all.add(new Shard(
                        "shard " + number + " of " + used.name,
                        CrateClients.log(table, number),
                        used.acknowledged.getOrDefault(number, new BitSet()),
                        index.shards().get(number).inSync(),
                        state.copies(index.uuid(), number)));
            }
        }
        return all;
    }

    private static boolean hasAll(CrateDisk disk, Shard shard) {
        BitSet lacking = (BitSet) shard.acknowledged().clone();
        lacking.andNot(disk.rows(shard.log()));
        return lacking.isEmpty();
    }

    // What must be so at any time

    void pass() {
        Optional<ClusterState> agreed = model.agreed();
        if (agreed.isEmpty()) {
            return;
        }
        ClusterState state = agreed.get();
        if (state.recovered()) {
            model.clients.tables().stream()
                    .filter(used -> used.isKept() && !state.tables().containsKey("doc." + used.name))
                    .findFirst()
                    .ifPresent(used -> {
                        throw new BrokenPromise(
                                "metadata-lost", model.name + ": table " + used.name + " is not known any more");
                    });
        }
        for (Shard shard : shards(state)) {
            shard.copies().stream()
                    .filter(copy -> copy.primary() && copy.active())
                    .forEach(copy -> leads(state, shard, copy));
            long serving = shard.copies().stream()
                    .filter(Copy::active)
                    .filter(copy -> isThere(copy.node()))
                    .count();
            watch(shard.log(), serving == 1);
        }
        watchVotes(state);
        owes(state);
    }

    /** What we have set is written down as owed for as long as it is there. */
    private void owes(ClusterState state) {
        List<String> owed = model.world.store.durable().cluster(model.name).stream()
                .flatMap(cluster -> cluster.debts().stream())
                .map(Debt::id)
                .toList();
        TreeSet<String> set =
                new TreeSet<>(List.of(setting(state, CrateClients.EXCLUDE, "").split(",", -1)));
        set.removeAll(List.of("", CrateClients.THEIRS));
        List<String> debts =
                new ArrayList<>(set.stream().map(name -> "exclude/" + name).toList());
        if (!setting(state, Settings.ENABLE, "all").equals("all")) {
            debts.add("allocation");
        }
        debts.removeAll(owed);
        forgotten.removeAll(owed);
        debts.removeAll(forgotten);
        long now = model.world.agenda.millis();
        unowedSince = debts.isEmpty() ? -1 : unowedSince < 0 ? now : unowedSince;
        if (unowedSince >= 0 && now - unowedSince > HALF_A_MINUTE && !model.world.person.isUninstalling(model.name)) {
            throw new BrokenPromise(
                    "owed", model.name + ": " + debts + " are in force for half a minute, and nobody owes them");
        }
    }

    /** What was owed until now, and is set or may still be by a call under way, a copy may know nothing of: it is told to be not well. */
    void putBack(List<Debt> owed) {
        owed.forEach(debt -> forgotten.add(debt.id()));
    }

    /** A primary must have all that clients were told is safe. */
    private void leads(ClusterState state, Shard shard, Copy copy) {
        Optional<CrateDisk> disk = model.disk(copy.node());
        if (disk.isPresent() && !hasAll(disk.get(), shard)) {
            BitSet lacking = (BitSet) shard.acknowledged().clone();
            lacking.andNot(disk.get().rows(shard.log()));
            throw new BrokenPromise(
                    "write-lost",
                    model.name + ": " + shard.name() + " is led by "
                            + state.member(copy.node()).map(Member::name).orElse(copy.node())
                            + ", which lacks " + lacking.cardinality() + " from row " + lacking.nextSetBit(0)
                            + " on of " + shard.acknowledged().cardinality() + " that clients were told are safe");
        }
    }

    private void watch(String log, boolean thin) {
        if (thin) {
            thinSince.putIfAbsent(log, model.world.agenda.millis());
        } else {
            thinSince.remove(log);
        }
    }

    private boolean isThere(String id) {
        return model.net.listening().stream()
                .anyMatch(process ->
                        process.isReachable() && process.options.me().id().equals(id));
    }

    private long votes(ClusterState state) {
        return state.voting().stream().filter(this::isThere).count();
    }

    private void watchVotes(ClusterState state) {
        long votes = votes(state);
        int all = state.voting().size();
        boolean thin = votes > all / 2 && votes - 1 <= all / 2;
        long now = model.world.agenda.millis();
        thinVotesSince = thin ? (thinVotesSince < 0 ? now : thinVotesSince) : -1;
    }

    // What goes with a volume

    /** What would be lost without these volumes; empty if nothing. */
    private Optional<String> lostWithout(List<Volume> going) {
        Optional<ClusterState> agreed = model.agreed();
        if (agreed.isEmpty()) {
            return Optional.empty();
        }
        List<CrateDisk> left = model.volumes().stream()
                .filter(volume -> !going.contains(volume))
                .map(CrateModel::disk)
                .toList();
        for (Shard shard : shards(agreed.get())) {
            boolean held = left.stream()
                    .anyMatch(disk -> shard.inSync().contains(disk.allocation(shard.log())) && hasAll(disk, shard));
            if (!held && !shard.acknowledged().isEmpty()) {
                return Optional.of("the last copy in sync of " + shard.name());
            }
        }
        SortedSet<String> voting = agreed.get().voting();
        CrateDisk.Agreed newest =
                new CrateDisk.Agreed(agreed.get().term(), agreed.get().version());
        List<CrateDisk> voters =
                left.stream().filter(disk -> voting.contains(disk.nodeId())).toList();
        boolean knows = voters.stream().anyMatch(disk -> disk.accepted().compareTo(newest) >= 0);
        return voters.size() > voting.size() / 2 && knows ? Optional.empty() : Optional.of("most of the votes");
    }

    boolean canSpare(Machine machine) {
        return lostWithout(List.copyOf(machine.volumes.values())).isEmpty();
    }

    void destroyed(Volume volume) {
        if (volume.contents.isEmpty() || model.agreed().isEmpty()) {
            return;
        }
        CrateDisk gone = CrateModel.disk(volume);
        ClusterState state = model.agreed().get();
        boolean matters = state.voting().contains(gone.nodeId())
                || shards(state).stream().anyMatch(shard -> shard.inSync().contains(gone.allocation(shard.log())));
        if (matters) {
            lostWithout(List.of()).ifPresent(lost -> {
                throw new BrokenPromise(
                        "last-copy", model.name + ": " + volume.id + " is destroyed, and with it " + lost);
            });
        }
    }

    // What goes with a node

    Optional<String> misses(NodeId node) {
        Optional<ClusterState> agreed = model.agreed();
        Optional<Member> member = agreed.flatMap(state -> state.named(CrateIds.name(node)));
        if (member.isEmpty()) {
            return Optional.empty();
        }
        ClusterState state = agreed.get();
        String id = member.get().id();
        long before = model.world.agenda.millis() - HALF_A_MINUTE;
        boolean votes = state.voting().contains(id) && isThere(id);
        if (votes && votes(state) - 1 <= state.voting().size() / 2 && thinVotesSince >= 0 && thinVotesSince < before) {
            return Optional.of("a majority of the votes");
        }
        return shards(state).stream()
                .filter(shard -> shard.copies().stream()
                        .anyMatch(copy -> copy.active() && copy.node().equals(id) && isThere(id)))
                .filter(shard -> shard.copies().stream()
                        .noneMatch(copy -> copy.active() && !copy.node().equals(id) && isThere(copy.node())))
                .filter(shard -> thinSince.getOrDefault(shard.log(), Long.MAX_VALUE) < before)
                .findFirst()
                .map(shard -> "the only copy that serves of " + shard.name());
    }

    // What is left to do

    Optional<String> unsettled(ClusterSpec wish) {
        Optional<ClusterState> led = model.led();
        if (led.isEmpty()) {
            return Optional.of("no master is elected");
        }
        ClusterState state = led.get();
        Health health = Health.ofCluster(state);
        Optional<Copy> moving = state.copies(copy -> copy.state() != Copy.State.STARTED).stream()
                .findFirst();
        if (!state.recovered() || health.colour() != Health.Colour.GREEN || moving.isPresent()) {
            return Optional.of("the cluster is " + health
                    + moving.map(copy -> ", with " + copy + " on its way").orElse(""));
        }
        TreeSet<String> wanted = new TreeSet<>();
        wish.groups()
                .values()
                .forEach(group -> group.indexes().forEach(index -> wanted.add(group.name() + "-" + index)));
        TreeSet<String> members = new TreeSet<>();
        state.members().values().forEach(member -> members.add(member.name()));
        if (!members.equals(wanted)) {
            return Optional.of("the members are " + members);
        }
        String excludes = setting(state, CrateClients.EXCLUDE, "");
        if (!excludes.equals(model.clients.excludes())) {
            return Optional.of("excluded are '" + excludes + "', and were '" + model.clients.excludes() + "'");
        }
        String enabled = setting(state, Settings.ENABLE, "all");
        return enabled.equals("all") ? Optional.empty() : Optional.of("only " + enabled + " are allocated");
    }

    private static String setting(ClusterState state, String name, String usual) {
        return state.passing().getOrDefault(name, state.lasting().getOrDefault(name, usual));
    }
}
