package dev.holdfast.api.wire;

import java.time.Instant;

/**
 * Something that happened or was decided, with its reason.
 *
 * @param id counts all events of this Holdfast; 0 for those of before they were counted
 * @param cluster that it is about; empty if about none or all
 * @param node as in {@code broker-2}; empty if about none or several
 * @param kind what it is about: {@code plan}, {@code step}, {@code node}, …
 * @param by who asked for it, as far as that is known; {@code holdfast} for what it began by itself; else empty
 */
public record EventInfo(long id, Instant at, String cluster, String node, String kind, String by, String text) {}
