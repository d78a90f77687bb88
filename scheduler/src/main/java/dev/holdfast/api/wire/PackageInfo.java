package dev.holdfast.api.wire;

import java.util.List;
import java.util.SortedMap;

/** A database that Holdfast knows; groups in start order, sizes in megabytes. */
public record PackageInfo(
        String name,
        String title,
        List<String> versions,
        String defaultVersion,
        List<PackageGroupInfo> groups,
        SortedMap<String, String> options,
        SortedMap<String, String> optionTexts,
        SortedMap<String, String> tools) {

    /** A group's defaults; {@code counts} empty for any from 1. */
    public record PackageGroupInfo(
            String name,
            int count,
            List<Integer> counts,
            int maxCount,
            double cpus,
            long memory,
            long heap,
            long disk,
            SortedMap<String, Integer> ports) {}
}
