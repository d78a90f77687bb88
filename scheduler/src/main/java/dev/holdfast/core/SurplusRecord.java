package dev.holdfast.core;

import java.time.Instant;

/**
 * A claim we gave up: what carries its uid is released, after two offers showed it.
 *
 * @param uid the claim's
 * @param role in which it was made; the role stays subscribed until it is released
 * @param why for people, and the only licence to release anything
 * @param keepVolume a person decides about the volume; only what is not the volume is released
 */
public record SurplusRecord(String uid, String node, String role, String why, boolean keepVolume, Instant since) {}
