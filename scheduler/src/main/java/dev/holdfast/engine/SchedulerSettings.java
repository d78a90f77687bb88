package dev.holdfast.engine;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a scheduler must be told.
 *
 * @param masters base addresses of Mesos masters, {@code http://host:port}
 * @param data directory of the state and the artifact cache
 * @param frameworkName as Mesos shows it
 * @param user that databases run as unless their spec names one
 * @param principal and secret: credentials for Mesos; both empty for none
 * @param parentRole below which each cluster has its role
 * @param artifactListen where agents fetch from; port 0 picks one
 * @param namedIn what nodes' names end in, {@code holdfast.mesos}
 * @param advertise the base address agents reach that at; empty for the listener's own
 */
public record SchedulerSettings(
        List<URI> masters,
        Path data,
        String frameworkName,
        String user,
        String principal,
        String secret,
        String parentRole,
        InetSocketAddress artifactListen,
        Optional<URI> advertise,
        String namedIn) {

    public SchedulerSettings {
        masters = List.copyOf(masters);
    }

    public SchedulerSettings(
            List<URI> masters,
            Path data,
            String frameworkName,
            String user,
            String principal,
            String secret,
            String parentRole,
            InetSocketAddress artifactListen,
            Optional<URI> advertise) {
        this(masters, data, frameworkName, user, principal, secret, parentRole, artifactListen, advertise, "");
    }

    /** The same, whose nodes' names end in this. */
    public SchedulerSettings namedIn(String suffix) {
        return new SchedulerSettings(
                masters, data, frameworkName, user, principal, secret, parentRole, artifactListen, advertise, suffix);
    }

    @Override
    public String toString() {
        return "SchedulerSettings[" + masters + ", " + data + ", " + frameworkName + "]"; // never the secret
    }
}
