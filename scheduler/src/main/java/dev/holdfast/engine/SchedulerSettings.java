package dev.holdfast.engine;

import dev.holdfast.model.ZooKeeperAccess;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a scheduler must be told.
 *
 * @param masters base addresses of Mesos masters, {@code http://host:port}, or one place in a ZooKeeper
 * @param data directory of the state and the artifact cache
 * @param frameworkName as Mesos shows it
 * @param user that databases run as unless their spec names one
 * @param principal and secret: credentials for Mesos; both empty for none
 * @param parentRole below which each cluster has its role
 * @param artifactListen where agents fetch from; port 0 picks one
 * @param advertise the base address agents reach that at; empty for the listener's own
 * @param namedIn what nodes' names end in, {@code holdfast.mesos}; empty where there are none
 * @param zookeeper for masters that are found there
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
        String namedIn,
        ZooKeeperAccess zookeeper) {

    public SchedulerSettings {
        masters = List.copyOf(masters);
    }

    /** Of a scheduler that gives its nodes no names, and whose masters are not found in a ZooKeeper that wants more than its address. */
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
        this(
                masters,
                data,
                frameworkName,
                user,
                principal,
                secret,
                parentRole,
                artifactListen,
                advertise,
                "",
                ZooKeeperAccess.NONE);
    }

    /** The same, whose nodes' names end in this. */
    public SchedulerSettings namedIn(String suffix) {
        return new SchedulerSettings(
                masters,
                data,
                frameworkName,
                user,
                principal,
                secret,
                parentRole,
                artifactListen,
                advertise,
                suffix,
                zookeeper);
    }

    /** The same, whose masters are found in a ZooKeeper with this. */
    public SchedulerSettings with(ZooKeeperAccess access) {
        return new SchedulerSettings(
                masters,
                data,
                frameworkName,
                user,
                principal,
                secret,
                parentRole,
                artifactListen,
                advertise,
                namedIn,
                access);
    }

    @Override
    public String toString() {
        // Never the secret; and a place in a ZooKeeper may have a login.
        return "SchedulerSettings[" + masters.size() + " masters, " + data + ", " + frameworkName + "]";
    }
}
