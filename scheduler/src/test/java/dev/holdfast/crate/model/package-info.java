/**
 * A model of CrateDB for tests: processes that answer {@code /_sql} with the semantics of the real one, for the
 * statements Holdfast
 * uses, checked against answers that real nodes gave.
 *
 * <p>{@link dev.holdfast.crate.model.CrateTarball} packs it in the layout of the official distribution, so that it is
 * fetched, unpacked,
 * started and killed exactly as the real one. What it does not know it refuses with CrateDB's own error; it never
 * pretends.
 */
@NullMarked
package dev.holdfast.crate.model;

import org.jspecify.annotations.NullMarked;
