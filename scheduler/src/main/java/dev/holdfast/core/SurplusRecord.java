package dev.holdfast.core;

import dev.holdfast.model.AgentId;
import java.time.Instant;

/**
 * A claim we gave up: what carries its uid is released, after two offers showed it.
 *
 * @param uid the claim's
 * @param role in which it was made; the role stays subscribed until it is released
 * @param agent on which it was made; what its offers do not show is not there
 * @param why for people, and the only licence to release anything
 * @param keepVolume a person decides about the volume; only what is not the volume is released
 */
public record SurplusRecord(
        String uid, String node, String role, AgentId agent, String why, boolean keepVolume, Instant since) {}
