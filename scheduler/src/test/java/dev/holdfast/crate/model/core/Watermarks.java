package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.allocation.Deciders;
import dev.holdfast.crate.model.allocation.Knowledge;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Settings;
import dev.holdfast.crate.model.state.Table;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Tables with a copy on a flooded disk may only be read and deleted from, until no disk of theirs is above the high
 * watermark.
 */
final class Watermarks {
    static final String BLOCK = "blocks.read_only_allow_delete";

    private final Knowledge knowledge;

    Watermarks(Knowledge knowledge) {
        this.knowledge = knowledge;
    }

    ClusterState blocked(ClusterState before) {
        if (!before.setting("cluster.routing.allocation.disk.threshold_enabled").equals("true")) {
            return before;
        }
        SortedSet<String> flooded = on(before, Settings.FLOOD);
        SortedSet<String> high = on(before, Settings.HIGH);
        ClusterState state = before;
        for (Table table : before.tables().values()) {
            for (Table.Index index : table.indices().values()) {
                boolean is = "true".equals(index.settings().get(BLOCK));
                if (!is && flooded.contains(index.uuid())) {
                    state = set(state, index, true);
                } else if (is && !high.contains(index.uuid())) {
                    state = set(state, index, false);
                }
            }
        }
        return state;
    }

    /** Indices with a copy on a disk above the watermark. */
    private SortedSet<String> on(ClusterState state, String watermark) {
        Deciders deciders = new Deciders(state, knowledge);
        TreeSet<String> found = new TreeSet<>();
        for (Copy copy : state.copies(Copy::assigned)) {
            Knowledge.Disk disk = knowledge.disks().get(copy.node());
            if (disk != null && deciders.below(disk, disk.free(), watermark)) {
                found.add(copy.index());
            }
        }
        return found;
    }

    private static ClusterState set(ClusterState state, Table.Index index, boolean block) {
        TreeMap<String, String> settings = new TreeMap<>(index.settings());
        if (block) {
            settings.put(BLOCK, "true");
        } else {
            settings.remove(BLOCK);
        }
        ClusterState.Owned owner = state.owner(index.uuid()).orElseThrow();
        return state.edit()
                .table(owner.table().withIndex(owner.index().with(settings)))
                .done();
    }
}
