package dev.holdfast.mesos;

import dev.holdfast.model.FrameworkId;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the master is told of this framework.
 *
 * @param user the user tasks run as unless they name another; Mesos wants it said
 * @param roles at the first subscription; may be empty, and changes with {@link SchedulerCall.UpdateFramework}
 * @param failoverTimeout how long Mesos keeps everything running without a scheduler: weeks, as Mesos kills all after
 *     it
 * @param checkpoint whether tasks outlive a restart of their agent's process
 * @param id as once given by a master; empty only before the very first subscription
 * @param hostname of this scheduler, shown by Mesos; may be empty
 * @param webUiUrl linked by Mesos; may be empty
 */
public record FrameworkSettings(
        String user,
        String name,
        Credentials credentials,
        SortedSet<String> roles,
        Duration failoverTimeout,
        boolean checkpoint,
        Optional<FrameworkId> id,
        String hostname,
        String webUiUrl) {

    /** Long enough for a holiday without anybody to repair the scheduler. */
    public static final Duration FAILOVER_TIMEOUT = Duration.ofDays(28);

    public FrameworkSettings {
        roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
    }

    /** Everything as it should be in production: checkpointing, weeks of failover timeout, no roles yet. */
    public static FrameworkSettings of(String user, String name, Credentials credentials, Optional<FrameworkId> id) {
        return new FrameworkSettings(user, name, credentials, new TreeSet<>(), FAILOVER_TIMEOUT, true, id, "", "");
    }

    public FrameworkSettings withRoles(SortedSet<String> changed) {
        return new FrameworkSettings(
                user, name, credentials, changed, failoverTimeout, checkpoint, id, hostname, webUiUrl);
    }

    public FrameworkSettings withId(FrameworkId assigned) {
        return new FrameworkSettings(
                user, name, credentials, roles, failoverTimeout, checkpoint, Optional.of(assigned), hostname, webUiUrl);
    }

    public FrameworkSettings withAddress(String newHostname, String newWebUiUrl) {
        return new FrameworkSettings(
                user, name, credentials, roles, failoverTimeout, checkpoint, id, newHostname, newWebUiUrl);
    }
}
