/**
 * Turns a Marathon app that runs Crate into a spec for a cluster.
 *
 * <p>{@link dev.holdfast.database.crate.marathon.MarathonImport} finds the one app in a JSON text, lets one small class
 * for each part of it (image, command, environment, volumes, ports, constraints) write into a {@link
 * dev.holdfast.database.crate.marathon.Draft}, and sees that what comes out is a spec that would be accepted. Whatever
 * is not taken over as it is gets a {@link dev.holdfast.database.crate.marathon.Remark} with the reason. Pure: text in,
 * text out; it asks no Marathon and no cluster.
 */
@NullMarked
package dev.holdfast.database.crate.marathon;

import org.jspecify.annotations.NullMarked;
