/**
 * The process around a node: command line, HTTP, the wire to other nodes, files, one thread that owns the state. Main
 * type:
 * {@link dev.holdfast.crate.model.node.ModelNode}.
 *
 * <p>Must not know: what messages mean.
 */
@NullMarked
package dev.holdfast.crate.model.node;

import org.jspecify.annotations.NullMarked;
