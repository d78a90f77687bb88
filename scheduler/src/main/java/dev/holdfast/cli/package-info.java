/**
 * The command line: commands, tables, the live view.
 *
 * <p>{@link dev.holdfast.cli.Main} wires it. Commands speak REST to a scheduler like any other client ({@link
 * dev.holdfast.cli.ApiClient}) and know only what travels; {@code up}, {@code scheduler} and {@code mesos}, in {@code
 * cli.run}, start the parts of the house in this process. Nothing here decides anything about databases.
 */
@NullMarked
package dev.holdfast.cli;

import org.jspecify.annotations.NullMarked;
