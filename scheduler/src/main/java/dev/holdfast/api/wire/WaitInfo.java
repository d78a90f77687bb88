package dev.holdfast.api.wire;

import java.time.Instant;
import java.util.Optional;

/**
 * Why something waits.
 *
 * @param rule which rule says so
 * @param text what is in the way
 * @param until when it gives up or tries again, if it does
 * @param remedy how to override or end it; empty if only waiting helps
 */
public record WaitInfo(String rule, String text, Instant since, Optional<Instant> until, String remedy) {}
