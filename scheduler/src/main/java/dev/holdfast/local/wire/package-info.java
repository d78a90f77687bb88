/**
 * How the embedded Mesos's messages travel: RecordIO frames and JSON in the form a real Mesos writes.
 *
 * <p>{@link dev.holdfast.local.wire.MesosJson} turns protobuf messages into JSON and back,
 * {@link dev.holdfast.local.wire.RecordIo} and {@link dev.holdfast.local.wire.RecordReader} cut an endless stream into
 * records. The room knows no master, no agent and no HTTP.
 */
@NullMarked
package dev.holdfast.local.wire;

import org.jspecify.annotations.NullMarked;
