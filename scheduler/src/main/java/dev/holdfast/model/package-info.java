/**
 * The vocabulary everyone shares: identifiers, resources and their arithmetic, offers, operations, statuses.
 *
 * <p>These are plain immutable records. They say what Mesos says, without its message types, so that every room but
 * {@code mesos} can be read without knowing protobuf. Start with {@link dev.holdfast.model.Resource} and
 * {@link dev.holdfast.model.Offer}. This room must not know any other.
 */
@NullMarked
package dev.holdfast.model;

import org.jspecify.annotations.NullMarked;
