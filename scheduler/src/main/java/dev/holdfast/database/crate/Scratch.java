package dev.holdfast.database.crate;

import dev.holdfast.model.ClusterName;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A cluster that is made only to see whether a backup of another can be restored, and destroyed again: same version, software, settings and
 * doors; it reads the other's backups and makes none.
 */
public final class Scratch {

    /** What is behind the other's name in its own. */
    public static final String SUFFIX = "-verify";

    private static final int AUTO = 0;

    private Scratch() {}

    /** How many nodes with data a cluster has: with as many, there is room for all of it. */
    public static int usualNodes(ClusterSpec source) {
        return CrateIds.dataNodes(source);
    }

    /** The wish for it. */
    public static ClusterSpec of(ClusterSpec source, ClusterName name, String role, int nodes) {
        SortedMap<String, String> options = new TreeMap<>(source.options());
        for (String own : List.of(
                CrateOptions.CLUSTER_NAME,
                CrateOptions.DATA_PATH,
                CrateOptions.BLOB_PATH,
                CrateOptions.SRV_QUERY,
                CrateOptions.SRV_RESOLVER,
                CrateOptions.BACKUP_SCHEDULE,
                CrateOptions.BACKUP_TABLES)) {
            options.replace(own, "");
        }
        String owner = CrateOptions.text(source, CrateOptions.BACKUP_OF);
        options.put(CrateOptions.BACKUP_OF, owner.isEmpty() ? source.name().value() : owner);
        Map<String, GroupSpec> groups = new LinkedHashMap<>();
        GroupSpec largest = source.groups().values().stream()
                .filter(group -> !group.name().equals(CrateIds.MASTER) && group.count() > 0)
                .max(Comparator.comparingLong(GroupSpec::diskMegabytes))
                .orElseThrow(() -> new IllegalArgumentException(source.name() + " has no nodes with data"));
        source.group(CrateIds.MASTER).ifPresent(master -> groups.put(CrateIds.MASTER, master.withCount(0)));
        groups.put(CrateIds.DATA, like(largest, nodes));
        return new ClusterSpec(
                name,
                source.packageName(),
                source.version(),
                source.user(),
                role,
                source.settings(),
                options,
                source.artifacts(),
                groups);
    }

    /** It may stand beside the other's nodes, so its ports are picked. */
    private static GroupSpec like(GroupSpec group, int nodes) {
        SortedMap<String, Integer> ports = new TreeMap<>(group.ports());
        ports.replaceAll((port, number) -> AUTO);
        return new GroupSpec(
                CrateIds.DATA,
                nodes,
                group.cpusMilli(),
                group.memoryMegabytes(),
                group.heapMegabytes(),
                group.diskMegabytes(),
                "root",
                group.jvmOptions(),
                group.constraint(),
                ports,
                group.settings(),
                new TreeMap<>(),
                List.of());
    }
}
