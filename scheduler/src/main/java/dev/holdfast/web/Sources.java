package dev.holdfast.web;

import dev.holdfast.api.wire.EndpointInfo;
import dev.holdfast.api.wire.EventInfo;
import dev.holdfast.core.View;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.database.Gauge;
import dev.holdfast.engine.NodeLogs;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Descriptor;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Where pages look. */
public interface Sources {

    /** The newest picture. */
    View view();

    /** Calls back with every new picture, on the loop's thread: must return at once. */
    void watch(Consumer<View> watcher);

    void unwatch(Consumer<View> watcher);

    Glance.Leading leading();

    /** What happened to a cluster, oldest first: the newest so many. */
    List<EventInfo> history(String cluster, int limit);

    /** What happened, whatever it is about, oldest first: the newest so many. */
    List<EventInfo> events(int limit);

    /** Where clients connect; empty where this scheduler cannot know. */
    List<EndpointInfo> endpoints(ClusterPicture cluster);

    /** What a cluster's database last said of itself in numbers. */
    List<Gauge> gauges(String cluster);

    /** An accepted wish by its number, while it is kept. */
    Optional<ClusterSpec> target(String cluster, long number);

    /** What is known of databases, by name. */
    List<Descriptor> packages();

    /** A node's launches that are remembered, newest first. */
    List<NodeLogs.Launched> launches(String cluster, String node);

    /**
     * What logs a launch has left, by name.
     *
     * @param launch its number
     * @throws dev.holdfast.api.Refused if that cannot be known, with the reason
     */
    List<NodeLogs.LogFile> logs(String cluster, String node, int launch);

    /**
     * A part of a log.
     *
     * @param launch its number
     * @param offset in bytes; negative counts from the end
     * @throws dev.holdfast.api.Refused if it cannot be had, with the reason
     */
    Written read(String cluster, String node, int launch, String file, long offset);

    /** A part of a file that has {@code size} so far; {@code next} is where to go on reading. */
    record Written(String text, long next, long size) {}
}
