/**
 * Copies of a Cassandra node's snapshots in a directory that all agents share, and back from there into a ring.
 *
 * <p>{@link dev.holdfast.node.backup.BackupTool} is a program of its own that runs beside a node as a chore: it says on standard output
 * how far it is, in lines of JSON, and ends. What lies in a backup is what {@link dev.holdfast.node.backup.Manifest} names, with its
 * checksum; a node's part is there when its manifest is. Reading and writing the store is behind {@link dev.holdfast.node.backup.Store}.
 * Only {@link dev.holdfast.node.backup.Ring} and {@link dev.holdfast.node.backup.Loader} need Cassandra's own jars, which a chore that
 * restores has on its class path. Nothing here knows of Mesos or of the scheduler.
 */
package dev.holdfast.node.backup;
