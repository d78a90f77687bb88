/**
 * The part of CrateDB's SQL that is used here: words, statements, expressions, and queries over rows that others
 * provide. Main type:
 * {@link dev.holdfast.crate.model.sql.Parser}. What it does not know is a parse error, as it would be to the real one.
 *
 * <p>Must not know: clusters, shards, messages.
 */
@NullMarked
package dev.holdfast.crate.model.sql;

import org.jspecify.annotations.NullMarked;
