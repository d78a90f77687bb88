/**
 * Where database software comes from: maven coordinates, URLs and local files; checksums, the cache, serving to agents.
 *
 * <p>{@link dev.holdfast.artifact.LockFile} names the files of one piece of software as an
 * {@link dev.holdfast.artifact.ArtifactSet}; {@link dev.holdfast.artifact.ArtifactFetcher} brings them into the
 * {@link dev.holdfast.artifact.ArtifactCache}, from Maven's repositories as the user's settings define them;
 * {@link dev.holdfast.artifact.ArtifactServer} gives them to agents.
 *
 * <p>This room knows no database, no cluster and no Mesos. Which coordinates make up a database comes from the package. No address
 * of a repository stands anywhere in it.
 */
@NullMarked
package dev.holdfast.artifact;

import org.jspecify.annotations.NullMarked;
