package dev.holdfast.api.wire;

import java.util.List;
import java.util.Optional;

/** What is sent with requests. */
public final class Asks {

    private Asks() {}

    /** A new cluster with the package's defaults, changed by {@code key=value} assignments. */
    public record Create(String packageName, String name, List<String> assignments) {}

    /** {@code broker=5}, or {@code 5} for the package's main group. */
    public record Scale(List<String> wishes) {}

    /** {@code key=value}; no value takes a setting away. */
    public record Set(List<String> assignments) {}

    public record Upgrade(String version) {}

    /** {@code broker-2} or {@code orders/broker-2}; empty for all. */
    public record Nodes(List<String> nodes) {}

    public record Node(String node) {}

    /** With {@code lost} true: its machine is lost for good, so it goes by what the others have. */
    public record Remove(String node, Optional<Boolean> lost) {}

    /** Bytes per second and node; empty for no limit. */
    public record Rebalance(String throttle) {}

    /** With a rule's name, that rule is overridden for what it holds now; empty to just go on. */
    public record Resume(String override) {}

    /**
     * Begin anew from a node, or from the one with the newest state; nodes whose disks are lost though their agents are not marked gone; and
     * the cluster's name, since what only the lost nodes had is given up.
     */
    public record Recover(String from, List<String> lost, String confirmation) {}

    /** Must be the uid: the volume in it will be destroyed. */
    public record Release(String confirmation) {}

    /** Must be the cluster's name: all its data will be destroyed. */
    public record Uninstall(String confirmation) {}

    /** No content. */
    public record Nothing() {}
}
