package dev.holdfast.mesos;

import dev.holdfast.mesos.v1.scheduler.Call;
import dev.holdfast.model.FrameworkId;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * As what we subscribe: the framework's id and roles as they are now. A master may refuse roles, so the last ones that
 * one accepted are kept to return to. Used by both threads of the client.
 */
final class Registration {

    private FrameworkSettings framework;
    private Roles wanted;
    private Roles accepted = new Roles(new TreeSet<>(), new TreeSet<>());
    private boolean everAccepted;

    /** What we want, and for which of it no offers now. */
    record Roles(SortedSet<String> all, SortedSet<String> suppressed) {

        Roles {
            all = Collections.unmodifiableSortedSet(new TreeSet<>(all));
            suppressed = Collections.unmodifiableSortedSet(new TreeSet<>(suppressed));
        }

        SchedulerCall.UpdateFramework asCall() {
            return new SchedulerCall.UpdateFramework(all, suppressed);
        }
    }

    Registration(FrameworkSettings framework) {
        this.framework = framework;
        this.wanted = new Roles(framework.roles(), new TreeSet<>());
    }

    synchronized FrameworkSettings framework() {
        return framework.withRoles(wanted.all());
    }

    synchronized Roles wanted() {
        return wanted;
    }

    synchronized Call subscribeCall(Roles roles) {
        return CallMessages.subscribe(framework.withRoles(roles.all()), roles.suppressed());
    }

    synchronized void assigned(FrameworkId id) {
        framework = framework.withId(id);
    }

    synchronized void want(Roles roles) {
        wanted = roles;
    }

    synchronized void accepted(Roles roles) {
        accepted = roles;
        everAccepted = true;
    }

    /**
     * The master refused these roles. Returns to those it took before; false if there are none, or they are the same.
     */
    synchronized boolean refused(Roles roles) {
        if (!everAccepted || accepted.all().equals(roles.all())) {
            return false;
        }
        if (wanted.equals(roles)) {
            wanted = accepted;
        }
        return true;
    }
}
