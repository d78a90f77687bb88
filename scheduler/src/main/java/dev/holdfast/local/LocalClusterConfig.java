package dev.holdfast.local;

import java.nio.file.Path;
import java.util.List;

/**
 * How a Mesos for one machine is to be.
 *
 * @param data everything it keeps: checkpoints, sandboxes, volumes
 * @param network first three bytes of the loopback addresses used, {@code 127.0.0}: the master is at {@code .1}, agents from
 *     {@code .2} on
 * @param masterPort of the master's API
 * @param agentPort of the agents' API, each on its own address
 * @param agents how many
 * @param resources of each agent, in Mesos's own notation; empty for an equal share of this machine
 * @param attributes for the agents in turn, in Mesos's own notation: {@code rack:a}
 * @param isolator whether agents run the {@code volume/sandbox_path} isolator
 */
public record LocalClusterConfig(
        Path data,
        String network,
        int masterPort,
        int agentPort,
        int agents,
        String resources,
        List<String> attributes,
        boolean isolator) {

    public static final int MAX_AGENTS = 200;

    public LocalClusterConfig {
        attributes = List.copyOf(attributes);
        if (agents < 1 || agents > MAX_AGENTS) {
            throw new IllegalArgumentException("agents: " + agents + " is not between 1 and " + MAX_AGENTS);
        }
    }

    /** A master and so many agents at their usual addresses. */
    public static LocalClusterConfig of(Path data, int agents) {
        return new LocalClusterConfig(data, "127.0.0", 5050, 5051, agents, "", List.of(), true);
    }

    public LocalClusterConfig on(String otherNetwork) {
        return new LocalClusterConfig(
                data, otherNetwork, masterPort, agentPort, agents, resources, attributes, isolator);
    }

    public LocalClusterConfig withMasterPort(int port) {
        return new LocalClusterConfig(data, network, port, agentPort, agents, resources, attributes, isolator);
    }

    public LocalClusterConfig withResources(String text) {
        return new LocalClusterConfig(data, network, masterPort, agentPort, agents, text, attributes, isolator);
    }

    public LocalClusterConfig withAttributes(List<String> texts) {
        return new LocalClusterConfig(data, network, masterPort, agentPort, agents, resources, texts, isolator);
    }

    public LocalClusterConfig withIsolator(boolean on) {
        return new LocalClusterConfig(data, network, masterPort, agentPort, agents, resources, attributes, on);
    }

    String masterAddress() {
        return network + ".1";
    }

    /** Address of an agent, counted from 0. */
    String agentAddress(int index) {
        return network + "." + (index + 2);
    }

    /** A fixed port range that holds the databases' usual ports; memory and disk are what one agent may count on. */
    String resourcesOf(long machineMegabytes, long freeDiskMegabytes, int cpus) {
        if (!resources.isEmpty()) {
            return resources;
        }
        long memory = Math.max(4096, machineMegabytes);
        long disk = Math.max(1024, freeDiskMegabytes / 2);
        return "cpus:" + Math.max(4, cpus) + ";mem:" + memory + ";disk:" + disk + ";ports:[1024-32767]";
    }
}
