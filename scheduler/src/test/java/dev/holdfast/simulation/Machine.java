package dev.holdfast.simulation;

import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.PortRange;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A machine with its agent: what it has, what of it is reserved, in use and offered, and what runs on it. */
final class Machine {

    final int number;
    final String hostname;
    final String ip;
    /** Its zone, which a ring takes for the rack; empty where there are none. */
    String zone = "";
    /** Changes when its agent comes back as another. */
    AgentId id;

    int ids = 1;
    /** All it has, reservations and volumes included, allocated to nobody. */
    Resources total;

    Resources used = Resources.NONE;
    Resources offered = Resources.NONE;
    /** Whether the machine is on. */
    boolean up = true;
    /** Whether its agent reaches the master. */
    boolean linked = true;
    /** Whether databases on it and users reach each other. */
    boolean reachable = true;

    boolean draining;
    /** A maintenance window, as its offers say it. */
    Optional<Instant> unavailableFrom = Optional.empty();

    Optional<Instant> unavailableUntil = Optional.empty();
    /** Whether the master has heard of it since the connection between them was last lost. */
    boolean known;
    /** How often all of its processes ended at once. */
    int boots;

    final TreeMap<String, Volume> volumes = new TreeMap<>();
    final List<Container> containers = new ArrayList<>();

    Machine(int number) {
        this.number = number;
        this.hostname = "host" + number;
        this.ip = "10.0.0." + number;
        this.id = new AgentId(hostname + "-S1");
        this.total = new Resources(List.of(
                Resource.of(Resource.CPUS, Quantity.Amount.of(8), ""),
                Resource.of(Resource.MEM, new Quantity.Amount(24_000_000), ""),
                Resource.of(Resource.DISK, new Quantity.Amount(400_000_000), ""),
                Resource.of(Resource.PORTS, new Quantity.Ranges(List.of(new PortRange(2000, 32000))), "")));
    }

    void renew() {
        ids++;
        id = new AgentId(hostname + "-S" + ids);
    }

    boolean isFormer(AgentId other) {
        return other.value().startsWith(hostname + "-S") && !other.equals(id);
    }

    List<Container> live() {
        return containers.stream().filter(container -> !container.isOver()).toList();
    }

    /** Of the free resources, those a role may be offered. */
    Resources freeFor(String role) {
        return total.minus(used)
                .minus(offered)
                .filter(resource -> resource.reservation()
                        .map(top -> top.role().equals(role) || role.startsWith(top.role() + "/"))
                        .orElse(true));
    }

    Offer offer(String offerId, String role, Resources part) {
        return new Offer(
                new OfferId(offerId),
                id,
                hostname,
                ip,
                5051,
                role,
                allocated(part, role),
                new TreeMap<>(),
                zone,
                "",
                unavailableFrom,
                unavailableUntil);
    }

    Agent described() {
        return new Agent(id, hostname, ip, 5051, new TreeMap<>(), zone, "", total, true);
    }

    static Resources bare(Resources resources) {
        return allocated(resources, "");
    }

    private static Resources allocated(Resources resources, String role) {
        return new Resources(resources.stream()
                .map(resource -> new Resource(
                        resource.name(),
                        resource.quantity(),
                        role,
                        resource.reservations(),
                        resource.disk(),
                        resource.providerId(),
                        resource.revocable(),
                        resource.shared()))
                .toList());
    }
}
