/**
 * Commands that start parts of the house in this process: {@code up}, {@code down}, {@code scheduler}, {@code mesos}.
 *
 * <p>{@link dev.holdfast.cli.run.House} holds the parts; {@link dev.holdfast.cli.run.UpRun} is the life of one {@code
 * up}. What they want of clusters they ask over REST like everyone else.
 */
@NullMarked
package dev.holdfast.cli.run;

import org.jspecify.annotations.NullMarked;
