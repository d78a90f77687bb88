package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.state.Member;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a node was started.
 *
 * @param seeds transport addresses to look for others at
 * @param initialMasters names; only of use before the cluster's first master
 * @param alone {@code discovery.type=single-node}
 * @param settings everything that was given
 * @param heap bytes
 * @param recoveryMillis shortest time a recovery takes
 * @param repositories where repositories may be: {@code path.repo}
 */
public record Options(
        String cluster,
        Member me,
        List<String> seeds,
        List<String> initialMasters,
        boolean alone,
        SortedMap<String, String> settings,
        long heap,
        long recoveryMillis,
        List<String> repositories,
        String dataPath) {
    public Options {
        seeds = List.copyOf(seeds);
        initialMasters = List.copyOf(initialMasters);
        settings = new TreeMap<>(settings);
        repositories = List.copyOf(repositories);
    }

    int number(String setting) {
        return Integer.parseInt(settings.getOrDefault(setting, "-1"));
    }

    /** Nothing that would make it look for others. */
    boolean unconfigured() {
        return !settings.containsKey("discovery.seed_hosts")
                && !settings.containsKey("discovery.seed_providers")
                && initialMasters.isEmpty();
    }
}
