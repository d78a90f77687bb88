package dev.holdfast.plan;

import java.time.Instant;
import java.util.Optional;

/**
 * Why something waits.
 *
 * @param rule which rule says so
 * @param text what is in the way
 * @param since when it began to wait for this rule
 * @param remedy how to override or end it; empty if only waiting helps
 * @param until when it gives up or tries again, if it does
 */
public record Reason(String rule, String text, Instant since, String remedy, Optional<Instant> until) {}
