package dev.holdfast.core;

import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.PortRange;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A machine of the simulated Mesos: what it has, reserved and not, and what of it is in use. */
final class SimAgent {

    final String hostname;
    final String ip;
    /** Changes when it comes back as another. */
    AgentId id;
    /** All it has, reservations and volumes included, allocated to nobody. */
    Resources total;
    /** What executors and tasks have. */
    Resources used = Resources.NONE;
    /** What is in somebody's offer. */
    Resources offered = Resources.NONE;
    /** Whether the master sees it. */
    boolean connected = true;
    /** Whether an operator empties it: it offers nothing. */
    boolean drained;
    /** Begin of a maintenance window, as its offers say it. */
    Optional<Instant> unavailableFrom = Optional.empty();
    /** Its end; empty for without end. */
    Optional<Instant> unavailableUntil = Optional.empty();

    SimAgent(String name, int number, double cpus, long memoryMegabytes, long diskMegabytes) {
        this.id = new AgentId(name);
        this.hostname = "host" + number;
        this.ip = "10.0.0." + number;
        this.total = new Resources(List.of(
                Resource.of(Resource.CPUS, Quantity.Amount.of(cpus), ""),
                Resource.of(Resource.MEM, new Quantity.Amount(memoryMegabytes * 1000), ""),
                Resource.of(Resource.DISK, new Quantity.Amount(diskMegabytes * 1000), ""),
                Resource.of(Resource.PORTS, new Quantity.Ranges(List.of(new PortRange(31000, 31100))), "")));
    }

    Resources free() {
        return total.minus(used).minus(offered);
    }

    /** What of the free resources a role may be offered. */
    Resources freeFor(String role) {
        return free().filter(resource -> resource.reservation()
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
                "",
                "",
                unavailableFrom,
                unavailableUntil);
    }

    Agent described() {
        return new Agent(id, hostname, ip, 5051, new TreeMap<>(), "", "", total, true);
    }

    /** The same, reserved for nobody and no volume. */
    static Resources unreserved(Resources resources) {
        return new Resources(resources.stream()
                .map(resource -> Resource.of(resource.name(), resource.quantity(), ""))
                .toList());
    }

    static Resources bare(Resources resources) {
        return allocated(resources, "");
    }

    static Resources allocated(Resources resources, String role) {
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
