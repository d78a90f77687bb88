package dev.holdfast.local.master;

import dev.holdfast.local.link.ToAgent;
import dev.holdfast.mesos.v1.scheduler.Event;
import java.util.UUID;

/** What a master wants done outside, in this order. */
public sealed interface MasterOutput {

    /** To be durable before anything after it leaves. */
    record Save(Checkpoint checkpoint) implements MasterOutput {}

    record ToScheduler(UUID stream, Event event) implements MasterOutput {}

    record CloseStream(UUID stream) implements MasterOutput {}

    record ToLink(long link, ToAgent record) implements MasterOutput {}

    record CloseLink(long link) implements MasterOutput {}
}
