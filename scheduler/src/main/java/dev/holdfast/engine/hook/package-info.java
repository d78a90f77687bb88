/**
 * Webhooks: whom the scheduler tells what happens, by HTTP. {@link dev.holdfast.engine.hook.Webhooks} has a thread for each, which
 * sends events in their order and tries again until they are taken, so that a receiver that is slow or away holds up nobody else. How
 * far each is, is a fact of the loop's: the next leader goes on from there.
 *
 * <p>Knows nothing of what events mean.
 */
@NullMarked
package dev.holdfast.engine.hook;

import org.jspecify.annotations.NullMarked;
