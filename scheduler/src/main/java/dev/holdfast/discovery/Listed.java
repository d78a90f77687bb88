package dev.holdfast.discovery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.Name;

/**
 * A name and what it stands for, for people.
 *
 * @param type {@code A}, {@code AAAA} or {@code SRV}
 * @param values addresses, or {@code host:port}
 * @param ofTask whether it is one that Mesos-DNS gives to a task
 */
public record Listed(String name, String type, List<String> values, boolean ofTask) {

    /** All names of a cluster that stand for something, ours first. */
    static List<Listed> of(ClusterNames cluster) {
        List<Listed> all = new ArrayList<>(of(cluster.own(), false));
        Map<Name, Entry> own = cluster.own();
        of(cluster.tasks(), true).stream()
                .filter(listed ->
                        Entries.name(listed.name()).filter(own::containsKey).isEmpty())
                .forEach(all::add);
        return List.copyOf(all);
    }

    private static List<Listed> of(Map<Name, Entry> entries, boolean ofTask) {
        List<Listed> listed = new ArrayList<>();
        entries.forEach((name, entry) -> {
            String text = name.toString(true);
            List<String> v4 = new ArrayList<>();
            List<String> v6 = new ArrayList<>();
            entry.addresses().forEach(address -> {
                String literal = address.getHostAddress();
                (literal.contains(":") ? v6 : v4).add(literal);
            });
            List<String> services = entry.services().stream()
                    .map(service -> service.host().toString(true) + ":" + service.port())
                    .toList();
            add(listed, text, "A", v4, ofTask);
            add(listed, text, "AAAA", v6, ofTask);
            add(listed, text, "SRV", services, ofTask);
        });
        listed.sort(Comparator.comparing(Listed::type).thenComparing(Listed::name));
        return listed;
    }

    private static void add(List<Listed> listed, String name, String type, List<String> values, boolean ofTask) {
        if (!values.isEmpty()) {
            listed.add(new Listed(name, type, List.copyOf(values), ofTask));
        }
    }
}
