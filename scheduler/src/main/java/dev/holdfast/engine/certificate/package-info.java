/**
 * Makes the certificates of clusters whose TLS is left to us.
 *
 * <p>{@link dev.holdfast.engine.certificate.Authority} is a cluster's own authority: a key that stays with the scheduler, and a
 * certificate that everybody may have. It signs for nodes, each launch anew. Keys and signatures are Java's; written here is only the
 * little of X.509 that Java can read but not write. Nothing here touches a file or knows of Mesos.
 */
@NullMarked
package dev.holdfast.engine.certificate;

import org.jspecify.annotations.NullMarked;
