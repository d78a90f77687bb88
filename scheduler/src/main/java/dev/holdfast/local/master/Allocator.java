package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.Address;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.Offer;
import dev.holdfast.mesos.v1.OfferFilters;
import dev.holdfast.mesos.v1.OfferID;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.URL;
import dev.holdfast.mesos.v1.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Decides who is offered what.
 *
 * <p>For each agent in the order they came: roles by their dominant share, the smallest first, and within a role its
 * frameworks likewise. The first one gets all that may go to its role and that it did not refuse; for the others remain
 * their own reservations. All offers a framework gets in one round are one event.
 */
final class Allocator {

    /** Below both of these an offer is not worth making, unless the framework's own filter says otherwise. */
    private static final long MIN_MILLI_CPUS = 10;

    private static final long MIN_MILLI_MEM = 32_000;

    private final World world;

    /** How often a role or a framework was offered something: at equal shares who got less often comes first. */
    private final Map<String, Integer> turns = new HashMap<>();

    Allocator(World world) {
        this.world = world;
    }

    void allocate() {
        allocate(world.agents.values());
    }

    void allocate(Collection<Agent> agents) {
        for (Framework framework : world.frameworks.values()) {
            framework.refusals.removeIf(refusal -> !world.now.isBefore(refusal.until()));
        }
        List<Agent> open = agents.stream()
                .filter(agent -> agent.isOfferable() && !agent.free().isEmpty())
                .toList();
        if (open.isEmpty()) {
            return;
        }
        Map<Framework, List<Offer>> made = new LinkedHashMap<>();
        Shares shares = new Shares(world);
        open.forEach(agent -> allocate(agent, shares, made));
        made.forEach((framework, offers) -> world.tell(framework, Events.offers(offers)));
    }

    private void allocate(Agent agent, Shares shares, Map<Framework, List<Offer>> made) {
        for (String role : rolesInOrder(shares)) {
            List<Framework> claimants = new ArrayList<>(world.frameworks.values());
            claimants.removeIf(framework -> !framework.isConnected()
                    || framework.suppressed.contains(role)
                    || !framework.roles().contains(role));
            claimants.sort(Comparator.<Framework>comparingDouble(shares::of)
                    .thenComparing(framework -> turnsOf(framework.id.getValue())));
            for (Framework framework : claimants) {
                Resources offered = offerable(agent.free(), role, framework);
                if (offered.isEmpty()
                        || !isWorthwhile(framework, role, offered)
                        || isRefused(framework, agent, role, offered)) {
                    continue;
                }
                OpenOffer offer = make(framework, agent, role, offered.allocatedTo(role));
                made.computeIfAbsent(framework, none -> new ArrayList<>()).add(offer.offer());
                shares.add(framework, role, offered);
                turns.merge(role, 1, Integer::sum);
                turns.merge(framework.id.getValue(), 1, Integer::sum);
            }
        }
    }

    private List<String> rolesInOrder(Shares shares) {
        TreeSet<String> roles = new TreeSet<>();
        for (Framework framework : world.frameworks.values()) {
            if (framework.isConnected()) {
                roles.addAll(framework.roles());
            }
        }
        List<String> sorted = new ArrayList<>(roles);
        sorted.sort(Comparator.<String>comparingDouble(shares::of).thenComparing(this::turnsOf));
        return sorted;
    }

    private Integer turnsOf(String roleOrFramework) {
        return turns.getOrDefault(roleOrFramework, 0);
    }

    /** Reservations and whatever is counted in pieces first, then the rest: the order a real master's offers have. */
    private static Resources offerable(Resources free, String role, Framework framework) {
        boolean refines = framework.can(FrameworkInfo.Capability.Type.RESERVATION_REFINEMENT);
        Resources allowed = free.filter(resource -> Reservations.isAllocatableTo(resource, role)
                && (refines || !ResourceFormat.isRefined(resource))
                && !resource.hasRevocable());
        return allowed.filter(Allocator::comesFirst).plus(allowed.filter(resource -> !comesFirst(resource)));
    }

    private static boolean comesFirst(Resource resource) {
        return Reservations.isReserved(resource) || resource.getType() != Value.Type.SCALAR;
    }

    private static boolean isWorthwhile(Framework framework, String role, Resources offered) {
        OfferFilters filters =
                framework.info.getOfferFiltersMap().getOrDefault(role, OfferFilters.getDefaultInstance());
        if (!filters.hasMinAllocatableResources()) {
            return offered.milli("cpus").orElse(0) >= MIN_MILLI_CPUS
                    || offered.milli("mem").orElse(0) >= MIN_MILLI_MEM;
        }
        List<OfferFilters.ResourceQuantities> anyOf =
                filters.getMinAllocatableResources().getQuantitiesList();
        return anyOf.isEmpty() || anyOf.stream().anyMatch(least -> reaches(offered, least));
    }

    private static boolean reaches(Resources offered, OfferFilters.ResourceQuantities least) {
        return least.getQuantitiesMap().entrySet().stream()
                .allMatch(entry -> offered.milli(entry.getKey()).orElse(0)
                        >= Math.round(entry.getValue().getValue() * 1000));
    }

    private static boolean isRefused(Framework framework, Agent agent, String role, Resources offered) {
        return framework.refusals.stream()
                .anyMatch(refusal -> refusal.agentId().equals(agent.id.getValue())
                        && refusal.role().equals(role)
                        && refusal.refused().contains(offered));
    }

    private OpenOffer make(Framework framework, Agent agent, String role, Resources resources) {
        Resource.AllocationInfo allocation =
                Resource.AllocationInfo.newBuilder().setRole(role).build();
        Offer.Builder offer = Offer.newBuilder()
                .setId(OfferID.newBuilder().setValue(world.nextOfferId()))
                .setFrameworkId(framework.id)
                .setAgentId(agent.id)
                .setHostname(agent.info.getHostname())
                .setUrl(URL.newBuilder()
                        .setScheme("http")
                        .setAddress(Address.newBuilder()
                                .setHostname(agent.info.getHostname())
                                .setIp(agent.ip)
                                .setPort(agent.info.getPort()))
                        .setPath("/slave(1)"))
                .addAllResources(shown(framework, resources))
                .addAllAttributes(agent.info.getAttributesList());
        if (agent.info.hasDomain()) {
            offer.setDomain(agent.info.getDomain());
        }
        Machines.unavailability(world, agent).ifPresent(offer::setUnavailability);
        agent.executors().forEach((key, executor) -> {
            if (key.frameworkId().equals(framework.id.getValue())) {
                offer.addExecutorIds(executor.getExecutorId());
            }
        });
        if (framework.can(FrameworkInfo.Capability.Type.MULTI_ROLE)) {
            offer.setAllocationInfo(allocation);
        }
        OpenOffer open = new OpenOffer(offer.build(), framework.id.getValue(), agent.id.getValue(), role, resources);
        world.offers.put(open.id(), open);
        agent.addOffer(open);
        return open;
    }

    private static List<Resource> shown(Framework framework, Resources resources) {
        Resources shown = framework.can(FrameworkInfo.Capability.Type.MULTI_ROLE) ? resources : resources.unallocated();
        if (framework.can(FrameworkInfo.Capability.Type.RESERVATION_REFINEMENT)) {
            return shown.list();
        }
        return shown.list().stream().map(ResourceFormat::downgrade).toList();
    }
}
