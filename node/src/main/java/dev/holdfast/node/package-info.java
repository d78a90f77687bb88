/**
 * What runs on agents beside a database, inside its Java: a tiny answer to "how are you?".
 *
 * <p>{@link dev.holdfast.node.Companion} listens on one address and port, reads the platform's management beans when asked,
 * and answers in JSON. It depends on nothing but the JDK, starts no thread that would keep the process alive, and must never
 * be the reason why a database starts late or not at all. {@link dev.holdfast.node.CrateAdmin} is a short program of its own that a
 * database's start script calls. Nothing here knows of Mesos or of the scheduler.
 */
package dev.holdfast.node;
