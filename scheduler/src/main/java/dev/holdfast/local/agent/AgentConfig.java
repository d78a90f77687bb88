package dev.holdfast.local.agent;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How one agent is to be. Made by {@link #of} with sensible values, then changed with the {@code with} methods.
 *
 * @param hostname name told to the master
 * @param ip address the HTTP API listens on and tasks are told as theirs, such as 127.0.0.2
 * @param port of the HTTP API; 0 for any free one
 * @param workDir checkpoint, sandboxes and volumes; belongs to this agent alone
 * @param cacheDir fetched files; may be shared by all agents of a machine, best on the disk of the sandboxes
 * @param cacheBytes size beyond which the cache gives up what was used longest ago
 * @param resources in Mesos's own notation: {@code cpus:4;mem:8192;disk:20000;ports:[31000-32000]}, statically reserved
 *     ones as {@code cpus(role):2}, memory and disk in MB
 * @param attributes in Mesos's own notation: {@code rack:r1;level:10}
 * @param faultDomain region and zone
 * @param sandboxPathIsolator whether tasks reach their executor's volumes ({@code volume/sandbox_path}); without it
 *     they start and find nothing, as on a real agent
 * @param switchUser whether tasks run as the user they ask for, which takes an agent run as root
 * @param master where the master is, asked again at every attempt to reach it
 * @param credential user and password the HTTP API asks for
 * @param outputBytes length at which a task's stdout or stderr is moved aside
 * @param fetchTimeout for one fetched file
 * @param linkSilence time without a word from the master after which the link is made anew
 */
public record AgentConfig(
        String hostname,
        String ip,
        int port,
        Path workDir,
        Path cacheDir,
        long cacheBytes,
        String resources,
        String attributes,
        Optional<FaultDomain> faultDomain,
        boolean sandboxPathIsolator,
        boolean switchUser,
        Supplier<URI> master,
        Optional<Credential> credential,
        long outputBytes,
        Duration fetchTimeout,
        Duration linkSilence) {

    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;

    /** Where an agent stands. */
    public record FaultDomain(String region, String zone) {}

    /** Who may use the HTTP API. */
    public record Credential(String user, String password) {

        String plain() {
            return user + ":" + password;
        }

        @Override
        public String toString() {
            return "Credential[" + user + "]";
        }
    }

    /** An agent with 4 cpus, 8 GB memory, 20 GB disk, that runs tasks as it runs itself. */
    public static AgentConfig of(String hostname, String ip, int port, Path workDir, Supplier<URI> master) {
        return new AgentConfig(
                hostname,
                ip,
                port,
                workDir,
                workDir.resolve("cache"),
                10 * GIB,
                "cpus:4;mem:8192;disk:20000;ports:[31000-32000]",
                "",
                Optional.empty(),
                true,
                false,
                master,
                Optional.empty(),
                50 * MIB,
                Duration.ofMinutes(10),
                Duration.ofSeconds(75));
    }

    public AgentConfig withCache(Path directory, long bytes) {
        return new AgentConfig(
                hostname,
                ip,
                port,
                workDir,
                directory,
                bytes,
                resources,
                attributes,
                faultDomain,
                sandboxPathIsolator,
                switchUser,
                master,
                credential,
                outputBytes,
                fetchTimeout,
                linkSilence);
    }

    public AgentConfig withResources(String text) {
        return new AgentConfig(
                hostname,
                ip,
                port,
                workDir,
                cacheDir,
                cacheBytes,
                text,
                attributes,
                faultDomain,
                sandboxPathIsolator,
                switchUser,
                master,
                credential,
                outputBytes,
                fetchTimeout,
                linkSilence);
    }

    public AgentConfig withAttributes(String text) {
        return new AgentConfig(
                hostname,
                ip,
                port,
                workDir,
                cacheDir,
                cacheBytes,
                resources,
                text,
                faultDomain,
                sandboxPathIsolator,
                switchUser,
                master,
                credential,
                outputBytes,
                fetchTimeout,
                linkSilence);
    }

    public AgentConfig withFaultDomain(String region, String zone) {
        return new AgentConfig(
                hostname,
                ip,
                port,
                workDir,
                cacheDir,
                cacheBytes,
                resources,
                attributes,
                Optional.of(new FaultDomain(region, zone)),
                sandboxPathIsolator,
                switchUser,
                master,
                credential,
                outputBytes,
                fetchTimeout,
                linkSilence);
    }

    public AgentConfig withSandboxPathIsolator(boolean on) {
        return new AgentConfig(
                hostname,
                ip,
                port,
                workDir,
                cacheDir,
                cacheBytes,
                resources,
                attributes,
                faultDomain,
                on,
                switchUser,
                master,
                credential,
                outputBytes,
                fetchTimeout,
                linkSilence);
    }

    public AgentConfig withSwitchUser(boolean on) {
        return new AgentConfig(
                hostname,
                ip,
                port,
                workDir,
                cacheDir,
                cacheBytes,
                resources,
                attributes,
                faultDomain,
                sandboxPathIsolator,
                on,
                master,
                credential,
                outputBytes,
                fetchTimeout,
                linkSilence);
    }

    public AgentConfig withCredential(String user, String password) {
        return new AgentConfig(
                hostname,
                ip,
                port,
                workDir,
                cacheDir,
                cacheBytes,
                resources,
                attributes,
                faultDomain,
                sandboxPathIsolator,
                switchUser,
                master,
                Optional.of(new Credential(user, password)),
                outputBytes,
                fetchTimeout,
                linkSilence);
    }

    /** Bounds that tests want smaller: longest output kept in one piece, time for a fetch, silence of the master. */
    public AgentConfig withBounds(long output, Duration fetch, Duration silence) {
        return new AgentConfig(
                hostname,
                ip,
                port,
                workDir,
                cacheDir,
                cacheBytes,
                resources,
                attributes,
                faultDomain,
                sandboxPathIsolator,
                switchUser,
                master,
                credential,
                output,
                fetch,
                silence);
    }
}
