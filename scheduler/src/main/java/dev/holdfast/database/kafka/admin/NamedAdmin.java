package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.model.NodeId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.DefaultHostResolver;
import org.apache.kafka.clients.HostResolver;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.KafkaAdminClient;
import org.apache.kafka.common.KafkaException;

/**
 * An Admin client that finds the cluster's own nodes by what is known of them here, under whatever names they advertise. Without it, looking
 * after brokers that advertise names would hang on the resolver of the scheduler's own machine, which may be asking this very scheduler.
 *
 * <p>Kafka has such a place for a resolver, but not in what it promises to keep. Where a later client has it elsewhere, this one resolves as
 * its machine does.
 */
final class NamedAdmin {

    private static final Optional<Method> CREATE = Arrays.stream(KafkaAdminClient.class.getDeclaredMethods())
            .filter(method -> method.getName().equals("createInternal"))
            .filter(method -> method.getParameterCount() == 3
                    && method.getParameterTypes()[0] == AdminClientConfig.class
                    && method.getParameterTypes()[2] == HostResolver.class)
            .findFirst()
            .filter(Method::trySetAccessible);

    private NamedAdmin() {}

    /** Whether this client has the place for a resolver of ours. */
    static boolean isPossible() {
        return CREATE.isPresent();
    }

    static Admin create(Properties properties, ClusterView cluster) {
        if (CREATE.isEmpty()) {
            return Admin.create(properties);
        }
        try {
            Object none = null;
            Object made = CREATE.get().invoke(none, new AdminClientConfig(properties), none, resolver(cluster));
            return (Admin) made;
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new KafkaException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new KafkaException(e);
        }
    }

    /** {@code broker-2.orders.ANYTHING} is where that node is; for all else the machine is asked. */
    static HostResolver resolver(ClusterView cluster) {
        TreeMap<String, String> known = new TreeMap<>();
        for (NodeView node : cluster.nodes().values()) {
            NodeId id = node.id();
            if (node.placed() && !node.address().isEmpty()) {
                known.put(id.shortName() + "." + id.cluster(), node.address());
            }
        }
        HostResolver machine = new DefaultHostResolver();
        return host -> {
            String address = known.get(firstTwo(host));
            return address == null ? machine.resolve(host) : new InetAddress[] {named(host, address)};
        };
    }

    private static InetAddress named(String host, String address) throws UnknownHostException {
        return InetAddress.getByAddress(host, InetAddress.getByName(address).getAddress());
    }

    private static String firstTwo(String host) {
        int one = host.indexOf('.');
        int two = one < 0 ? -1 : host.indexOf('.', one + 1);
        return two < 0 ? "" : host.substring(0, two).toLowerCase(Locale.ROOT);
    }
}
