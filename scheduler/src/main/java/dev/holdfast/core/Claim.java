package dev.holdfast.core;

import dev.holdfast.database.Exporter;
import dev.holdfast.model.Agent;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A node's hold on one agent: what was reserved for it there and the volume in it.
 *
 * @param uid label that tells this attempt from every other
 * @param agent as it was when the claim was made; a new id under which it came back is taken over
 * @param reserved all but the volume, with the reservation on top of the stack
 * @param volume the volume, as CREATE makes it
 * @param disk the same disk, reserved but not yet a volume
 * @param ports by name; the exporter's may be one that was asked for and is not reserved yet
 * @param sentAt when RESERVE, CREATE, DESTROY or a change of size was last sent and not yet answered
 * @param change what {@link #reserved} becomes when the change of size that was sent comes true
 */
public record Claim(
        String uid,
        Agent agent,
        String role,
        Resources reserved,
        Resource volume,
        Resource disk,
        SortedMap<String, Integer> ports,
        Optional<Instant> sentAt,
        Optional<Resources> change) {

    public Claim {
        if (!volume.isVolume() || !(volume.quantity() instanceof Quantity.Amount)) {
            throw new IllegalArgumentException("the volume of " + uid + " is none");
        }
        ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
    }

    public String persistenceId() {
        return volume.disk().orElseThrow().persistenceId();
    }

    public Claim sent(Instant when) {
        return new Claim(uid, agent, role, reserved, volume, disk, ports, Optional.of(when), change);
    }

    public Claim answered() {
        return new Claim(uid, agent, role, reserved, volume, disk, ports, Optional.empty(), Optional.empty());
    }

    public Claim on(Agent other) {
        return new Claim(uid, other, role, reserved, volume, disk, ports, sentAt, change);
    }

    public Claim changing(Resources to, Instant when) {
        return new Claim(uid, agent, role, reserved, volume, disk, ports, Optional.of(when), Optional.of(to));
    }

    /** The same, with names for ports that {@link #change} has. */
    Claim naming(SortedMap<String, Integer> names) {
        return new Claim(uid, agent, role, reserved, volume, disk, names, sentAt, change);
    }

    /** Ports by name that are reserved. */
    public SortedMap<String, Integer> heldPorts() {
        Integer extra = ports.get(Exporter.PORT);
        if (extra == null || reserved.ports().contains(extra)) {
            return ports;
        }
        SortedMap<String, Integer> held = new TreeMap<>(ports);
        held.remove(Exporter.PORT);
        return held;
    }

    public Claim holding(Resources now) {
        return new Claim(uid, agent, role, now, volume, disk, ports, Optional.empty(), Optional.empty());
    }
}
