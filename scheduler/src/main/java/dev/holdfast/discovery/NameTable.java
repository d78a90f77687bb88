package dev.holdfast.discovery;

import dev.holdfast.core.View;
import dev.holdfast.core.View.ClusterPicture;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.ReverseMap;

/**
 * All names at one moment. A cluster's part is made anew only where something of it has changed, so that a view of a thousand nodes costs
 * as much as the cluster that moved.
 *
 * @param serial the zone's; grows with every change
 */
final class NameTable {

    private static final Pattern NAME_AND_ADDRESS =
            Pattern.compile("((?:https?://)?)[^ ]*?(:\\d+)? \\(([0-9a-fA-F.:]+)\\)");

    private final Name domain;
    private final long serial;
    private final View view;
    private final Above facts;
    private final Map<Name, Entry> above;
    private final Map<String, ClusterNames> clusters;

    /** What names that are no cluster's are made of. */
    private record Above(SortedSet<String> agents, SortedSet<Integer> ports, String master) {}

    private NameTable(
            Name domain,
            long serial,
            View view,
            Above facts,
            Map<Name, Entry> above,
            Map<String, ClusterNames> clusters) {
        this.domain = domain;
        this.serial = serial;
        this.view = view;
        this.facts = facts;
        this.above = above;
        this.clusters = clusters;
    }

    /** The names of a view; what has not changed since the table of an earlier one is taken from that. */
    static NameTable of(View view, NamesSettings settings, Optional<NameTable> before, long nowSeconds) {
        if (before.filter(table -> isOne(table.view, view)).isPresent()) {
            return before.get();
        }
        Map<String, ClusterNames> known = before.map(table -> table.clusters).orElse(Map.of());
        Map<String, ClusterPicture> shown = new LinkedHashMap<>();
        before.ifPresent(table -> table.view.clusters().forEach(picture -> shown.put(picture.name(), picture)));
        Map<String, ClusterNames> clusters = new LinkedHashMap<>();
        for (ClusterPicture picture : view.clusters()) {
            ClusterNames old = known.get(picture.name());
            clusters.put(
                    picture.name(),
                    old != null && isOne(picture, shown.get(picture.name())) ? old : names(picture, old, settings));
        }
        Above facts = facts(view);
        Name domain = Entries.name(settings.domain()).orElse(Name.root);
        Optional<Map<Name, Entry>> sameAbove =
                before.filter(table -> table.facts.equals(facts)).map(table -> table.above);
        boolean same = sameAbove.isPresent() && isSame(known, clusters);
        long serial = before.map(table -> table.serial).orElse(0L);
        return new NameTable(
                domain,
                same ? serial : Math.max(serial + 1, nowSeconds),
                view,
                facts,
                sameAbove.orElseGet(() -> above(facts, settings, domain)),
                clusters);
    }

    private static ClusterNames names(ClusterPicture picture, @Nullable ClusterNames old, NamesSettings settings) {
        ClusterNames.Facts facts = ClusterNames.Facts.of(picture);
        return old != null && old.facts().equals(facts) ? old : ClusterNames.of(facts, settings);
    }

    private static boolean isSame(Map<String, ClusterNames> before, Map<String, ClusterNames> now) {
        return before.size() == now.size()
                && now.entrySet().stream().allMatch(each -> isOne(each.getValue(), before.get(each.getKey())));
    }

    /** What has not changed is taken over as it is; to compare all that is in it would cost as much as to make it anew. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isOne(Object now, @Nullable Object before) {
        return now == before;
    }

    private static Above facts(View view) {
        TreeSet<String> agents = new TreeSet<>();
        TreeSet<Integer> ports = new TreeSet<>();
        view.agents().forEach(agent -> {
            agents.add(agent.ip());
            agent.port().ifPresent(ports::add);
        });
        return new Above(
                agents, ports, view.master().connected() ? view.master().text() : "");
    }

    /** The master and the agents, as Mesos-DNS names them, where they are known by address. */
    private static Map<Name, Entry> above(Above facts, NamesSettings settings, Name domain) {
        Entries entries = new Entries();
        String in = "." + settings.domain();
        entries.exists(settings.suffix());
        for (String agent : facts.agents()) {
            Entries.address(agent).ifPresent(address -> entries.address("slave" + in, address));
        }
        facts.ports().forEach(port -> entries.service("_slave._tcp" + in, "slave" + in, port));
        master(withAddress(facts.master()))
                .ifPresent(uri -> Entries.address(host(uri)).ifPresent(address -> {
                    entries.address("leader" + in, address);
                    entries.address("master" + in, address);
                    entries.address("master0" + in, address);
                    if (uri.getPort() > 0) {
                        entries.service("_leader._tcp" + in, "leader" + in, uri.getPort());
                        entries.service("_leader._udp" + in, "leader" + in, uri.getPort());
                    }
                }));
        return entries.below(domain);
    }

    /** {@code mesos-1:5050 (10.0.0.1)} with the address in the name's place. */
    private static String withAddress(String text) {
        Matcher both = NAME_AND_ADDRESS.matcher(text);
        if (!both.matches()) {
            return text;
        }
        String address = both.group(3);
        return both.group(1) + (address.contains(":") ? "[" + address + "]" : address) + both.group(2);
    }

    private static Optional<URI> master(String text) {
        try {
            URI uri = URI.create(text.contains("://") ? text : "http://" + text);
            return uri.getHost() == null ? Optional.empty() : Optional.of(uri);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // then it is none's address
        }
    }

    private static String host(URI uri) {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    Name domain() {
        return domain;
    }

    long serial() {
        return serial;
    }

    /** How many clusters have names. */
    int size() {
        return clusters.size();
    }

    Optional<ClusterNames> cluster(String name) {
        return Optional.ofNullable(clusters.get(name));
    }

    /** What a name stands for; empty if there is no such name. Ours come before those of tasks. */
    Optional<Entry> find(Name name) {
        if (name.equals(domain)) {
            return Optional.of(Entry.EMPTY);
        }
        Optional<Entry> found = Optional.ofNullable(above.get(name));
        for (ClusterNames cluster : clusters.values()) {
            found = joined(found, cluster.own().get(name));
        }
        if (found.isEmpty()) {
            for (ClusterNames cluster : clusters.values()) {
                found = joined(found, cluster.tasks().get(name));
            }
        }
        return found;
    }

    private static Optional<Entry> joined(Optional<Entry> found, @Nullable Entry more) {
        return more == null ? found : Optional.of(found.orElse(Entry.EMPTY).and(more));
    }

    /** The nodes at an address, whose name in {@code in-addr.arpa} or {@code ip6.arpa} is given. */
    List<Name> at(Name reverse) {
        InetAddress address;
        try {
            address = ReverseMap.fromName(reverse);
        } catch (java.net.UnknownHostException e) {
            return List.of();
        }
        List<Name> names = new ArrayList<>();
        for (ClusterNames cluster : clusters.values()) {
            names.addAll(cluster.hosts().getOrDefault(address, List.of()));
        }
        return names;
    }
}
