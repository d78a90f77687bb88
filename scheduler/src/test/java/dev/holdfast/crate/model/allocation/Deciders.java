package dev.holdfast.crate.model.allocation;

import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.ClusterState.Owned;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Member;
import dev.holdfast.crate.model.state.Settings;
import dev.holdfast.crate.model.state.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;

/** CrateDB's allocation deciders: whether a copy may be put on a node, and whether it may stay where it is. */
public final class Deciders {
    private static final int MAX_FAILURES = 5;

    private final ClusterState state;
    private final Knowledge knowledge;

    public Deciders(ClusterState state, Knowledge knowledge) {
        this.state = state;
        this.knowledge = knowledge;
    }

    /** Whether the copy may be put on the node now. The first no wins, else the first throttle. */
    public Decision mayGo(Copy copy, Member node) {
        Optional<Owned> owner = state.owner(copy.index());
        if (owner.isEmpty() || !node.data()) {
            return Decision.no("no data node");
        }
        Table.Index index = owner.get().index();
        List<Decision> all = List.of(
                sameShard(copy, node),
                enabled(copy, index),
                filters(index, node),
                leaving(copy, node),
                retries(copy),
                perNode(index, node, 0),
                space(copy, node, true),
                age(copy, node),
                spread(copy, node),
                throttled(copy, node));
        return worst(all);
    }

    /** Whether a primary may go back to its data: no rule keeps it from there, as there is nowhere else to go. */
    public Decision mayReturn(Copy copy, Member node) {
        return worst(List.of(sameShard(copy, node), retries(copy), throttled(copy, node)));
    }

    /** Whether the copy may stay. */
    public Decision mayStay(Copy copy) {
        Optional<Owned> owner = state.owner(copy.index());
        Optional<Member> node = state.member(copy.node());
        if (owner.isEmpty() || node.isEmpty()) {
            return Decision.YES;
        }
        Table.Index index = owner.get().index();
        return worst(List.of(
                filters(index, node.get()),
                leaving(copy, node.get()),
                perNode(index, node.get(), 1),
                space(copy, node.get(), false),
                spread(copy, node.get())));
    }

    private static Decision worst(List<Decision> all) {
        return all.stream()
                .filter(Decision::no)
                .findFirst()
                .orElseGet(() -> all.stream().filter(d -> !d.yes()).findFirst().orElse(Decision.YES));
    }

    private Decision sameShard(Copy copy, Member node) {
        return state.copies(copy.index(), copy.shard()).stream()
                .filter(c -> c.node().equals(node.id()))
                .findFirst()
                .map(c -> Decision.no("a copy of this shard is already allocated to this node " + shown(c)))
                .orElse(Decision.YES);
    }

    private String shown(Copy copy) {
        String name = state.owner(copy.index())
                .map(o -> o.index().ident().isEmpty()
                        ? o.table().name()
                        : ".partitioned." + o.table().name() + "." + o.index().ident())
                .orElse(copy.index());
        return "[[" + name + "][" + copy.shard() + "], node[" + copy.node() + "], [" + (copy.primary() ? "P" : "R")
                + "], s[" + copy.state() + "], a[id=" + copy.allocation() + "]]";
    }

    private Decision enabled(Copy copy, Table.Index index) {
        String own = index.settings().getOrDefault("routing.allocation.enable", "all");
        boolean ownWins = index.settings().containsKey("routing.allocation.enable");
        String enable = ownWins ? own : state.setting(Settings.ENABLE);
        boolean fresh = copy.primary() && !copy.active() && copy.source() != Copy.Source.EXISTING_STORE;
        boolean allowed = switch (enable) {
            case "none" -> false;
            case "primaries" -> copy.primary();
            case "new_primaries" -> fresh;
            default -> true;
        };
        return allowed
                ? Decision.YES
                : Decision.no("allocations are restricted by " + (ownWins ? "index" : "cluster") + " setting ["
                        + Settings.ENABLE + "=" + enable + "]");
    }

    /** A table with any rule of its own is not bound by the cluster's rules: so the real one behaves. */
    Decision filters(Table.Index index, Member node) {
        boolean own = index.settings().keySet().stream()
                .anyMatch(key -> key.startsWith("routing.allocation.include.")
                        || key.startsWith("routing.allocation.exclude.")
                        || key.startsWith("routing.allocation.require."));
        for (String kind : List.of("require", "include", "exclude")) {
            for (String attribute : attributes(index, kind, node, own)) {
                String wanted = own
                        ? index.settings().getOrDefault("routing.allocation." + kind + "." + attribute, "")
                        : state.setting("cluster.routing.allocation." + kind + "." + attribute);
                if (!wanted.isEmpty() && matches(wanted, value(node, attribute)) == kind.equals("exclude")) {
                    return Decision.no("node does not match " + (own ? "index" : "cluster") + " setting ["
                            + (own ? "index" : "cluster") + ".routing.allocation." + kind + "] filters [" + attribute
                            + ":\""
                            + wanted + "\"]");
                }
            }
        }
        return Decision.YES;
    }

    private static List<String> attributes(Table.Index index, String kind, Member node, boolean own) {
        List<String> names = new ArrayList<>(List.of("_name", "_id", "_ip", "_host"));
        if (own) {
            String prefix = "routing.allocation." + kind + ".";
            index.settings().keySet().stream()
                    .filter(key -> key.startsWith(prefix) && key.charAt(prefix.length()) != '_')
                    .forEach(key -> names.add(key.substring(prefix.length())));
        } else {
            names.addAll(node.attributes().keySet());
        }
        return names;
    }

    private static String value(Member node, String attribute) {
        return switch (attribute) {
            case "_name" -> node.name();
            case "_id" -> node.id();
            case "_ip", "_host" -> node.host();
            default -> node.attributes().getOrDefault(attribute, "");
        };
    }

    private static boolean matches(String wanted, String value) {
        for (String one : wanted.split(",", -1)) {
            String pattern = "\\Q" + one.strip().replace("*", "\\E.*\\Q") + "\\E";
            if (value.matches(pattern)) {
                return true;
            }
        }
        return false;
    }

    private Decision leaving(Copy copy, Member node) {
        if (!state.passing().containsKey(Settings.DECOMMISSION + node.id())) {
            return Decision.YES;
        }
        String keep = state.setting("cluster.graceful_stop.min_availability");
        boolean must = keep.equals("FULL") || (keep.equals("PRIMARIES") && copy.primary());
        return must ? Decision.no("node is being decommissioned") : Decision.YES;
    }

    private static Decision retries(Copy copy) {
        return copy.failures() >= MAX_FAILURES
                ? Decision.no("shard has exceeded the maximum number of retries [" + MAX_FAILURES
                        + "] on failed allocation attempts - manually execute 'alter cluster reroute retry"
                        + " failed' to retry")
                : Decision.YES;
    }

    /** {@code here} is 1 when the copy is already counted on the node. */
    private Decision perNode(Table.Index index, Member node, int here) {
        int cluster = Integer.parseInt(state.setting("cluster.routing.allocation.total_shards_per_node"));
        int table = Integer.parseInt(index.settings().getOrDefault("routing.allocation.total_shards_per_node", "-1"));
        int all = 0;
        int own = 0;
        for (Copy copy : state.copies()) {
            if (copy.node().equals(node.id()) && copy.state() != Copy.State.RELOCATING) {
                all++;
                own += copy.index().equals(index.uuid()) ? 1 : 0;
            }
        }
        if (cluster > 0 && all - here >= cluster) {
            return Decision.no("too many shards [" + all + "] allocated to this node, cluster setting "
                    + "[cluster.routing.allocation.total_shards_per_node=" + cluster + "]");
        }
        if (table > 0 && own - here >= table) {
            return Decision.no("too many shards [" + own + "] allocated to this node for index, index setting "
                    + "[index.routing.allocation.total_shards_per_node=" + table + "]");
        }
        return Decision.YES;
    }

    private Decision space(Copy copy, Member node, boolean arriving) {
        Knowledge.Disk disk = knowledge.disks().get(node.id());
        if (disk == null
                || !state.setting("cluster.routing.allocation.disk.threshold_enabled")
                        .equals("true")) {
            return Decision.YES;
        }
        boolean belowHigh = below(disk, disk.free(), Settings.HIGH);
        if (!arriving) {
            return belowHigh ? Decision.no(watermark("high", node)) : Decision.YES;
        }
        boolean fresh = copy.primary() && copy.source() == Copy.Source.EMPTY_STORE && !copy.active();
        if (below(disk, disk.free(), Settings.LOW) && !(fresh && !belowHigh)) {
            return Decision.no(watermark("low", node));
        }
        long after = disk.free() - knowledge.bytes(copy.index(), copy.shard());
        return below(disk, after, Settings.HIGH) ? Decision.no(watermark("high", node)) : Decision.YES;
    }

    private String watermark(String which, Member node) {
        String name = which.equals("low") ? Settings.LOW : Settings.HIGH;
        return "the node is above the " + which + " watermark cluster setting [" + name + "=" + state.setting(name)
                + "], node [" + node.name() + "]";
    }

    /** Whether free space is less than a watermark leaves: a share is of what is used, a size of what is free. */
    public boolean below(Knowledge.Disk disk, long free, String watermark) {
        String value = state.setting(watermark);
        Optional<Double> share = Settings.share(value);
        return share.isPresent() ? free < (1 - share.get()) * disk.total() : free < Settings.bytes(value);
    }

    /** A copy may not go to a node of an older release than its source's: patches of one release do not count. */
    private Decision age(Copy copy, Member node) {
        Optional<Member> source = copy.active()
                ? state.member(copy.node())
                : copy.primary()
                        ? Optional.empty()
                        : state.primary(copy.index(), copy.shard()).flatMap(p -> state.member(p.node()));
        if (source.isPresent() && release(node.version()) < release(source.get().version())) {
            return Decision.no("cannot allocate replica shard to a node with version [" + node.version()
                    + "] since this is older than the primary version ["
                    + source.get().version() + "]");
        }
        return Decision.YES;
    }

    private static int release(String version) {
        String[] parts = version.split("[.-]", -1);
        return Integer.parseInt(parts[0]) * 1000 + (parts.length > 1 ? Integer.parseInt(parts[1]) : 0);
    }

    /** No value of an awareness attribute may hold more than its share of a shard's copies. */
    private Decision spread(Copy copy, Member node) {
        String attributes = state.setting("cluster.routing.allocation.awareness.attributes");
        for (String attribute : attributes.isEmpty() ? new String[0] : attributes.split(",", -1)) {
            TreeSet<String> values = new TreeSet<>();
            state.dataMembers().forEach(m -> values.add(m.attributes().getOrDefault(attribute, "")));
            values.remove("");
            String here = node.attributes().getOrDefault(attribute, "");
            if (here.isEmpty()) {
                return Decision.no("node does not contain the awareness attribute [" + attribute + "]");
            }
            List<Copy> copies = state.copies(copy.index(), copy.shard()).stream()
                    .filter(c -> !c.target())
                    .toList();
            long there = copies.stream()
                    .filter(c -> c.assigned() && !c.node().equals(copy.node()))
                    .filter(c -> attributeOf(c.node(), attribute).equals(here))
                    .count();
            int most = (copies.size() + values.size() - 1) / values.size();
            if (there + 1 > most) {
                return Decision.no(
                        "there are too many copies of the shard allocated to nodes with attribute [" + attribute + "]");
            }
        }
        return Decision.YES;
    }

    private String attributeOf(String node, String attribute) {
        return state.member(node)
                .map(Member::attributes)
                .map((SortedMap<String, String> all) -> all.getOrDefault(attribute, ""))
                .orElse("");
    }

    private Decision throttled(Copy copy, Member node) {
        int limit = Integer.parseInt(state.setting("cluster.routing.allocation.node_concurrent_recoveries"));
        int initial = Integer.parseInt(state.setting("cluster.routing.allocation.node_initial_primaries_recoveries"));
        if (copy.primary() && !copy.active()) {
            long starting = state.copies(c -> c.node().equals(node.id())
                            && c.primary()
                            && c.state() == Copy.State.INITIALIZING
                            && !c.target())
                    .size();
            return starting >= initial
                    ? Decision.throttle("too many primaries are currently recovering on the node")
                    : Decision.YES;
        }
        long incoming = state.copies(
                        c -> c.node().equals(node.id()) && c.state() == Copy.State.INITIALIZING && !starts(c))
                .size();
        String from = copy.active()
                ? copy.node()
                : state.primary(copy.index(), copy.shard()).map(Copy::node).orElse("");
        return incoming >= limit || outgoing(from) >= limit
                ? Decision.throttle("reached the limit of ongoing recoveries [" + limit + "]")
                : Decision.YES;
    }

    private static boolean starts(Copy copy) {
        return copy.primary() && !copy.target();
    }

    private int outgoing(String node) {
        int count = 0;
        for (Copy copy : state.copies()) {
            if (copy.state() == Copy.State.INITIALIZING && copy.source() == Copy.Source.PEER) {
                String from = copy.target()
                        ? copy.other()
                        : state.primary(copy.index(), copy.shard())
                                .map(Copy::node)
                                .orElse("");
                count += from.equals(node) ? 1 : 0;
            }
        }
        return count;
    }
}
