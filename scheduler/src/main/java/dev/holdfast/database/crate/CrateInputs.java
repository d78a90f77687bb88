package dev.holdfast.database.crate;

import dev.holdfast.database.Exporter;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a launch depends on. Counts, peers and constraints are not in it, nor what follows from them ({@code gateway.*}, seeds):
 * they take effect at the next start, and are no reason for one.
 */
final class CrateInputs {

    static final String VERSION = "version";

    /** {@code master}, {@code data} or {@code master,data}: what the node may be. */
    static final String ROLES = "roles";

    /** Before an option's name. */
    static final String OPTION = "option.";

    /** Before a setting's name. */
    static final String SETTING = "setting.";

    /** Options that say how nodes find each other, where their data is, and who gets in. */
    private static final List<String> OPTIONS = List.of(
            CrateOptions.DATA_PATH,
            CrateOptions.BLOB_PATH,
            CrateOptions.SRV_QUERY,
            CrateOptions.SRV_RESOLVER,
            CrateOptions.ADMIN,
            CrateOptions.TLS);

    private CrateInputs() {}

    static SortedMap<String, String> of(ClusterSpec target, NodeId node) {
        SortedMap<String, String> inputs = new TreeMap<>();
        inputs.put(VERSION, target.version());
        inputs.put(ROLES, roles(target, node));
        inputs.put("user", target.user());
        software(target).forEach((name, source) -> inputs.put("artifact." + name, source));
        for (String option : OPTIONS) {
            String value = CrateOptions.text(target, option);
            if (!value.isEmpty()) {
                inputs.put(OPTION + option, value);
            }
        }
        String repositories = CrateOptions.repositoryPath(target);
        if (!repositories.isEmpty()) {
            inputs.put("option." + CrateOptions.BACKUP_LOCATION, repositories);
        }
        target.group(node.group()).ifPresent(group -> {
            inputs.put("cpus", Long.toString(group.cpusMilli()));
            inputs.put("memory", Long.toString(group.memoryMegabytes()));
            inputs.put("heap", Long.toString(group.heapMegabytes()));
            inputs.put("jvm", String.join("\n", group.jvmOptions()));
        });
        target.settingsOf(node).forEach((name, value) -> inputs.put(SETTING + name, value));
        Exporter.addTo(inputs, target);
        return inputs;
    }

    /** Where what the node runs on comes from; not where other versions would. */
    private static SortedMap<String, String> software(ClusterSpec target) {
        SortedMap<String, String> given = target.artifacts();
        SortedMap<String, String> software = new TreeMap<>();
        String crate = given.getOrDefault(
                CrateLaunch.CRATE + "-" + target.version(), given.getOrDefault(CrateLaunch.CRATE, ""));
        if (!crate.isEmpty()) {
            software.put(CrateLaunch.CRATE, crate);
        }
        if (given.containsKey(CrateLaunch.JAVA)) {
            software.put(CrateLaunch.JAVA, given.getOrDefault(CrateLaunch.JAVA, ""));
        }
        return software;
    }

    static String roles(ClusterSpec target, NodeId node) {
        if (!CrateIds.holdsData(node)) {
            return "master";
        }
        return CrateIds.isEligible(target, node) ? "master,data" : "data";
    }
}
