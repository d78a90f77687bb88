package dev.holdfast.placement;

import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.Disk;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.PortRange;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Reservation;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Agents, offers and needs for tests, told in few words. */
final class Land {

    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    static final String ROLE = "holdfast/orders";
    static final long GB = 1024 * 1000;

    private Land() {}

    static Resource amount(String name, long milli) {
        return Resource.of(name, new Quantity.Amount(milli), ROLE);
    }

    static Resource ports(long begin, long end) {
        return Resource.of(Resource.PORTS, new Quantity.Ranges(List.of(new PortRange(begin, end))), ROLE);
    }

    static Resource disk(Disk.Kind kind, String root, long milli) {
        return amount(Resource.DISK, milli).withDisk(new Disk(new Disk.Source(kind, root, "", "", ""), "", "", ""));
    }

    static Resource volume(Resource disk, String id) {
        return disk.withDisk(new Disk(Pool.source(disk), id, "us", "data"));
    }

    static Reservation fixed(String role) {
        return new Reservation(role, false, "", new TreeMap<>());
    }

    static Reservation dynamic(String role, Map<String, String> labels) {
        return new Reservation(role, true, "us", new TreeMap<>(labels));
    }

    /** 4 cpus, 16 GB of memory, 100 GB of disk, ports 31000 to 32000 and 9000 to 9999. */
    static Resources usual() {
        return new Resources(List.of(
                amount(Resource.CPUS, 4000),
                amount(Resource.MEM, 16 * GB),
                amount(Resource.DISK, 100 * GB),
                ports(31_000, 32_000),
                ports(9000, 9999)));
    }

    static Offer offer(int number, String zone, Map<String, String> attributes, Resources resources) {
        return new Offer(
                new OfferId("o" + number),
                new AgentId("a" + number),
                "host-%05d".formatted(number),
                "10.0.0.1",
                5051,
                ROLE,
                resources,
                new TreeMap<>(attributes),
                zone,
                "",
                Optional.empty());
    }

    static Offer offer(int number) {
        return offer(number, "", Map.of(), usual());
    }

    static Offer offer(int number, Resource... resources) {
        return offer(number, "", Map.of(), new Resources(List.of(resources)));
    }

    static List<Offer> offers(int count) {
        return IntStream.range(0, count).mapToObj(Land::offer).toList();
    }

    /** The offer's agent, whose total is the offer. */
    static Agent whole(Offer offer) {
        Agent agent = offer.agent();
        return new Agent(
                agent.id(),
                agent.hostname(),
                agent.ip(),
                agent.port(),
                agent.attributes(),
                agent.zone(),
                agent.region(),
                offer.resources(),
                true);
    }

    static NodeId node(String group, int index) {
        return new NodeId(new ClusterName("orders"), group, index);
    }

    static Constraint rule(String text) {
        return ConstraintParser.checked(text);
    }

    /** 1 cpu, 1 GB, 10 GB of volume on the root disk, one port to pick. */
    static Need need(String group, int index, String constraint) {
        return need(group, index, constraint, "root", new TreeMap<>(Map.of("client", 0)));
    }

    static Need need(String group, int index, String constraint, String diskKind, SortedMap<String, Integer> ports) {
        return new Need(node(group, index), ROLE, 1000, GB, 1000, 10 * GB, diskKind, ports, rule(constraint));
    }

    static List<Need> needs(String group, int count, String constraint) {
        return IntStream.range(0, count)
                .mapToObj(index -> need(group, index, constraint))
                .toList();
    }

    static Matcher.Result match(List<Offer> offers, List<Need> needs, Standing... standings) {
        return Matcher.match(offers, needs, List.of(standings), NOW);
    }

    static List<String> hosts(Matcher.Result result) {
        return result.matches().stream().map(match -> match.offer().hostname()).toList();
    }

    static List<String> texts(Matcher.Result result) {
        List<String> texts = new ArrayList<>();
        result.refusals().forEach(refusal -> texts.add(refusal.rule() + ": " + refusal.text()));
        return texts;
    }
}
