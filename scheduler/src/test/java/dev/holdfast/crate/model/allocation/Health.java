package dev.holdfast.crate.model.allocation;

import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * Health of a table or of the cluster.
 *
 * @param missing primaries that do not serve
 * @param underreplicated replicas that do not
 */
public record Health(Colour colour, long missing, long underreplicated) {

    /** Best first; CrateDB's severity is the ordinal plus one. */
    public enum Colour {
        GREEN,
        YELLOW,
        RED
    }

    /** Health of one index of a table. */
    public record OfIndex(Table table, Table.Index index, Health health) {}

    public static List<OfIndex> ofTables(ClusterState state) {
        List<OfIndex> all = new ArrayList<>();
        if (!state.recovered()) {
            return all;
        }
        for (Table table : state.tables().values()) {
            for (Table.Index index : table.indices().values()) {
                all.add(new OfIndex(table, index, of(state, index)));
            }
        }
        return all;
    }

    public static Health ofCluster(ClusterState state) {
        Health sum = new Health(state.recovered() ? Colour.GREEN : Colour.YELLOW, 0, 0);
        for (OfIndex one : ofTables(state)) {
            sum = sum.and(one.health());
        }
        return sum;
    }

    private Health and(Health other) {
        Colour worst = colour.compareTo(other.colour) >= 0 ? colour : other.colour;
        return new Health(worst, missing + other.missing, underreplicated + other.underreplicated);
    }

    private static Health of(ClusterState state, Table.Index index) {
        Health sum = new Health(Colour.GREEN, 0, 0);
        for (Copy copy : state.copies(c -> c.index().equals(index.uuid()) && !c.active() && !c.target())) {
            sum = sum.and(copy.primary() ? new Health(missing(state, copy), 1, 0) : new Health(Colour.YELLOW, 0, 1));
        }
        return sum;
    }

    /** A primary that never was is no loss as long as some node may take it. */
    private static Colour missing(ClusterState state, Copy copy) {
        boolean never = copy.source() == Copy.Source.EMPTY_STORE || copy.source() == Copy.Source.SNAPSHOT;
        if (!never || copy.failures() > 0) {
            return Colour.RED;
        }
        Deciders deciders = new Deciders(state, Knowledge.none());
        boolean possible = copy.assigned()
                || state.dataMembers().stream()
                        .anyMatch(node -> !deciders.mayGo(copy, node).no());
        return possible ? Colour.YELLOW : Colour.RED;
    }

    public String description() {
        if (missing > 0) {
            return "One or more tables are missing shards";
        }
        return underreplicated > 0 ? "One or more tables have underreplicated shards" : "";
    }
}
