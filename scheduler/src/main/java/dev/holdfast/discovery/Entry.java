package dev.holdfast.discovery;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.Name;

/** What a name stands for; a name with nothing here exists, and has others below it or will have something again. */
record Entry(List<InetAddress> addresses, List<Service> services) {

    static final Entry EMPTY = new Entry(List.of(), List.of());

    /** Where a service is: a host that has an entry of its own, and a port. */
    record Service(Name host, int port) {}

    Entry {
        addresses = List.copyOf(addresses);
        services = List.copyOf(services);
    }

    /** Both together, each thing once. */
    Entry and(Entry other) {
        if (other.equals(EMPTY)) {
            return this;
        }
        return equals(EMPTY) ? other : new Entry(both(addresses, other.addresses), both(services, other.services));
    }

    private static <T> List<T> both(List<T> left, List<T> right) {
        Set<T> all = new LinkedHashSet<>(left);
        all.addAll(right);
        return new ArrayList<>(all);
    }
}
