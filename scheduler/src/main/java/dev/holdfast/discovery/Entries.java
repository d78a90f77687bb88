package dev.holdfast.discovery;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.Address;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** Gathers what names stand for. A name that DNS cannot carry, because it is too long, is left out. */
final class Entries {

    private final Map<Name, Draft> drafts = new HashMap<>();

    private record Draft(Set<InetAddress> addresses, Set<Entry.Service> services) {
        Draft() {
            this(new LinkedHashSet<>(), new LinkedHashSet<>());
        }
    }

    /** The name is there, with or without anything. */
    void exists(String name) {
        draft(name);
    }

    void address(String name, InetAddress address) {
        draft(name).ifPresent(draft -> draft.addresses().add(address));
    }

    void service(String name, String host, int port) {
        Optional<Name> target = name(host);
        if (target.isPresent()) {
            draft(name).ifPresent(draft -> draft.services().add(new Entry.Service(target.get(), port)));
        }
    }

    private Optional<Draft> draft(String name) {
        return name(name).map(key -> drafts.computeIfAbsent(key, missing -> new Draft()));
    }

    /** All of them, and the names between them and the top, which are there, too (RFC 8020). */
    Map<Name, Entry> below(Name top) {
        Map<Name, Entry> entries = new HashMap<>();
        drafts.forEach((name, draft) -> {
            for (Name above = name; above.labels() > top.labels(); above = new Name(above, 1)) {
                entries.putIfAbsent(above, Entry.EMPTY);
            }
            entries.put(name, new Entry(List.copyOf(draft.addresses()), List.copyOf(draft.services())));
        });
        return Map.copyOf(entries);
    }

    /** A name from its text without the last dot. */
    static Optional<Name> name(String text) {
        try {
            return Optional.of(Name.fromString(text, Name.root));
        } catch (TextParseException e) {
            return Optional.empty();
        }
    }

    /** An address from its text; a host's name is none, and nobody is asked for one. */
    static Optional<InetAddress> address(String text) {
        byte[] bytes = Address.toByteArray(text, Address.IPv4);
        if (bytes == null) {
            bytes = Address.toByteArray(text, Address.IPv6);
        }
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
