/**
 * What travels over the API, both ways: records of plain texts and numbers that become JSON as they stand.
 *
 * <p>Server and command line share them; {@link dev.holdfast.api.wire.WireJson} writes and reads them. Nothing in
 * here is secret, and nothing in here knows where it comes from.
 */
@NullMarked
package dev.holdfast.api.wire;

import org.jspecify.annotations.NullMarked;
