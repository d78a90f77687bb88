/**
 * What the user wants: records read from YAML, with defaults filled in and every problem named at once.
 *
 * <p>{@link dev.holdfast.spec.ClusterSpec} is a whole wish, complete and valid in itself. Reading never does I/O: text
 * comes in, a spec or a list of {@link dev.holdfast.spec.Problem} goes out. This room must not know Mesos, plans or any
 * running cluster.
 */
@NullMarked
package dev.holdfast.spec;

import org.jspecify.annotations.NullMarked;
