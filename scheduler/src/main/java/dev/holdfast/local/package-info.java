/**
 * The embedded Mesos: a master and agents for one machine, with the v1 HTTP API of the real one.
 *
 * <p>For first steps, development and tests; it says itself that it is not for production. It is a Mesos, not a part of the
 * scheduler: it knows only the messages in {@code mesos-api}, and whoever speaks to it does so over HTTP.
 * {@code master} decides who is offered what, {@code agent} runs processes and keeps volumes, {@code link} is what the two say
 * to each other, {@code wire} is how messages travel.
 */
@NullMarked
package dev.holdfast.local;

import org.jspecify.annotations.NullMarked;
