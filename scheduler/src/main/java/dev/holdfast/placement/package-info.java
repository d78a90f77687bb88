/**
 * Which offer serves which need, and why every other does not.
 *
 * <p>Constraints are parsed from text and judged against what already stands where. {@link
 * dev.holdfast.placement.Matcher} turns offers and needs into operations and refusals. Constraints rule the first
 * placement and a replacement, never a restart on the node's own volume. Cost is linear in the number of offers. This
 * room must not know packages or plans.
 */
@NullMarked
package dev.holdfast.placement;

import org.jspecify.annotations.NullMarked;
