package dev.holdfast.api.wire;

import java.util.List;

/**
 * A cluster's names.
 *
 * @param endpoints where clients connect, by address and by name
 * @param names all of them, ours first, then those that Mesos-DNS gives to tasks
 */
public record ClusterNamesInfo(NamesInfo dns, List<NamedEndpoint> endpoints, List<NameInfo> names) {

    /**
     * Where clients connect.
     *
     * @param value by address, as {@link EndpointInfo} has it
     * @param names by name, {@code broker.orders.holdfast.mesos:9092}; of who is there at the moment it is asked
     * @param services SRV names of the same
     */
    public record NamedEndpoint(String name, String value, List<String> names, List<String> services) {}

    /**
     * A name.
     *
     * @param type A, AAAA or SRV
     * @param values addresses, or {@code host:port}
     * @param ofTask whether it is one that Mesos-DNS gives to a task
     */
    public record NameInfo(String name, String type, List<String> values, boolean ofTask) {}
}
