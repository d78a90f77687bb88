/**
 * Names. Answers, over DNS, where nodes and clusters are: for our own names, which follow a node wherever it is placed, and for those that
 * Mesos-DNS gives to tasks, by its rules, so that what was written for Mesos-DNS goes on.
 *
 * <p>{@link dev.holdfast.discovery.Names} knows, from published views, what there is to tell and whether it may be told now;
 * {@link dev.holdfast.discovery.DnsServer} tells it. A table of names is built from a view in one pass, and only where the view has changed,
 * by whoever asks first; the engine's thread only hands the view over.
 *
 * <p>Must not know: the state, Mesos's messages, who leads and why (it is told whether this scheduler does), HTTP.
 */
@NullMarked
package dev.holdfast.discovery;

import org.jspecify.annotations.NullMarked;
