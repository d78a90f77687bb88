package dev.holdfast.discovery;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.HINFORecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/** Answers from a table of names, with authority. */
final class Zone {

    /** Of one kind in an answer. Of more, each answer has others. */
    static final int MOST_RECORDS = 64;

    private static final long REFRESH = 60;
    private static final long RETRY = 10;
    private static final long EXPIRE = 600;
    private static final int PRIORITY = 0;
    private static final int WEIGHT = 1;

    private final NameTable table;
    private final long ttl;
    private final List<InetAddress> ownAddresses;
    private final RandomGenerator random;
    private final Name domain;
    private final Name server;
    private final Name mailbox;

    Zone(NameTable table, NamesSettings settings, long ttl, List<InetAddress> ownAddresses, RandomGenerator random) {
        this.table = table;
        this.ttl = ttl;
        this.ownAddresses = ownAddresses;
        this.random = random;
        this.domain = table.domain();
        this.server = Entries.name("ns1." + settings.domain()).orElse(domain);
        this.mailbox = Entries.name("root.ns1." + settings.domain()).orElse(domain);
    }

    /** Whether there is such a name. */
    boolean answer(Draft draft) {
        draft.authoritative();
        Optional<Entry> found = draft.name().equals(server)
                ? Optional.of(new Entry(ownAddresses, List.of()))
                : table.find(draft.name());
        if (found.isEmpty()) {
            draft.rcode(Rcode.NXDOMAIN);
            draft.authority(start(domain));
            return false;
        }
        List<Record> records = records(draft, found.get());
        records.forEach(draft::answer);
        if (records.isEmpty()) {
            draft.authority(start(domain));
        }
        return true;
    }

    private List<Record> records(Draft draft, Entry entry) {
        Name name = draft.name();
        boolean top = name.equals(domain);
        return switch (draft.type()) {
            case Type.A, Type.AAAA ->
                some(entry.addresses().stream()
                                .filter(address -> type(address) == draft.type())
                                .toList())
                        .stream()
                        .map(address -> record(name, address))
                        .toList();
            case Type.SRV -> services(draft, entry);
            case Type.SOA -> top ? List.of(start(name)) : List.of();
            case Type.NS -> top ? servers(draft) : List.of();
            // As little as can be (RFC 8482): this question is asked by who wants long answers to go to somebody else.
            case Type.ANY -> List.of(new HINFORecord(name, DClass.IN, ttl, "RFC8482", ""));
            default -> List.of();
        };
    }

    private List<Record> services(Draft draft, Entry entry) {
        List<Record> records = new ArrayList<>();
        Set<Name> hosts = new HashSet<>();
        for (Entry.Service service : some(entry.services())) {
            records.add(new SRVRecord(draft.name(), DClass.IN, ttl, PRIORITY, WEIGHT, service.port(), service.host()));
            if (hosts.add(service.host())) {
                table.find(service.host()).orElse(Entry.EMPTY).addresses().stream()
                        .limit(MOST_RECORDS)
                        .forEach(address -> draft.additional(record(service.host(), address)));
            }
        }
        return records;
    }

    private List<Record> servers(Draft draft) {
        ownAddresses.forEach(address -> draft.additional(record(server, address)));
        return List.of(new NSRecord(draft.name(), DClass.IN, ttl, server));
    }

    private Record start(Name name) {
        return new SOARecord(
                name, DClass.IN, ttl, server, mailbox, table.serial() & 0xffffffffL, REFRESH, RETRY, EXPIRE, ttl);
    }

    private Record record(Name name, InetAddress address) {
        return type(address) == Type.A
                ? new ARecord(name, DClass.IN, ttl, address)
                : new AAAARecord(name, DClass.IN, ttl, address);
    }

    private static int type(InetAddress address) {
        return address instanceof Inet4Address ? Type.A : Type.AAAA;
    }

    /** In another order each time, so that not all turn to the same node; at most as many as one answer has. */
    private <T> List<T> some(List<T> all) {
        List<T> shuffled = new ArrayList<>(all);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            T moved = shuffled.get(i);
            shuffled.set(i, shuffled.get(j));
            shuffled.set(j, moved);
        }
        return shuffled.size() > MOST_RECORDS ? shuffled.subList(0, MOST_RECORDS) : shuffled;
    }
}
