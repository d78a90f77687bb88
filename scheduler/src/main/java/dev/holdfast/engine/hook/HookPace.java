package dev.holdfast.engine.hook;

import java.time.Duration;

/**
 * How fast and how long webhooks are tried.
 *
 * @param first wait after a failure; each further one is twice as long
 * @param longest wait
 * @param answer so long for an answer
 * @param idle so long between looks while there is nothing to tell
 */
public record HookPace(Duration first, Duration longest, Duration answer, Duration idle) {

    public static final HookPace USUAL =
            new HookPace(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofSeconds(10), Duration.ofSeconds(5));

    Duration after(int failures) {
        Duration wait = first;
        for (int i = 1; i < failures && wait.compareTo(longest) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
