package dev.holdfast.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The master's wish to have an agent free for a while, for maintenance.
 *
 * @param agent empty where it is about everything of ours
 * @param from begin of the window
 * @param lasts empty for without end
 */
public record InverseOffer(OfferId id, Optional<AgentId> agent, Instant from, Optional<Duration> lasts) {}
