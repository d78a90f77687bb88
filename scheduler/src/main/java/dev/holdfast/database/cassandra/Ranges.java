package dev.holdfast.database.cassandra;

import dev.holdfast.database.cassandra.CassandraDetails.Keyspace;
import dev.holdfast.database.cassandra.CassandraDetails.Member;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which members hold which part of the ring, as Cassandra's own strategies place it.
 *
 * <ol>
 *   <li>The tokens of all members cut the ring into ranges; each belongs to the member whose token ends it.
 *   <li>Its copies are on the members one meets from there on. {@code SimpleStrategy} takes the first it meets.
 *       {@code NetworkTopologyStrategy} takes for each data centre the first of each rack; a second of a rack only as often as there are
 *       fewer racks than copies.
 * </ol>
 */
final class Ranges {

    /** Ends of the ring: tokens are all of a Java long. */
    private static final double WHOLE = Math.pow(2, Long.SIZE);

    private final List<Range> ranges;

    private Ranges(List<Range> ranges) {
        this.ranges = Collections.unmodifiableList(ranges);
    }

    /**
     * A part of the ring.
     *
     * @param share of the whole ring, 0 to 1
     * @param replicas addresses of the members that hold it
     */
    record Range(double share, Set<String> replicas) {}

    static Ranges of(Keyspace keyspace, Collection<Member> members) {
        TreeMap<Long, Member> ring = new TreeMap<>();
        for (Member member : members) {
            member.tokens().forEach(token -> ring.put(token, member));
        }
        List<Member> walk = new ArrayList<>(ring.values());
        List<Long> ends = new ArrayList<>(ring.keySet());
        SortedMap<String, DataCentre> centres = new TreeMap<>();
        keyspace.replicas().forEach((dc, wanted) -> centres.put(dc, DataCentre.of(dc, wanted, members)));
        boolean network = keyspace.strategy().equals(Keyspace.NETWORK);
        int simple = keyspace.replicas().getOrDefault("", 1);
        List<Range> ranges = new ArrayList<>();
        for (int at = 0; at < walk.size(); at++) {
            double share = share(ends.get(at == 0 ? ends.size() - 1 : at - 1), ends.get(at));
            Set<String> replicas = new LinkedHashSet<>();
            if (network) {
                for (DataCentre centre : centres.values()) {
                    replicas.addAll(centre.replicas(walk, at));
                }
            } else {
                for (int step = 0; step < walk.size() && replicas.size() < simple; step++) {
                    replicas.add(walk.get((at + step) % walk.size()).address());
                }
            }
            ranges.add(new Range(share, replicas));
        }
        return new Ranges(ranges);
    }

    List<Range> all() {
        return ranges;
    }

    private static double share(long begin, long end) {
        if (begin == end) {
            return 1;
        }
        double width = (double) end - (double) begin;
        return (width > 0 ? width : width + WHOLE) / WHOLE;
    }

    /**
     * What a data centre has to hold copies on.
     *
     * @param copies as many as it can hold
     * @param repeats how often a rack may be taken again
     */
    private record DataCentre(String name, int copies, int repeats) {

        static DataCentre of(String dc, int wanted, Collection<Member> members) {
            Set<String> racks = new TreeSet<>();
            Set<String> nodes = new TreeSet<>();
            for (Member member : members) {
                if (member.dc().equals(dc) && !member.tokens().isEmpty()) {
                    racks.add(member.rack());
                    nodes.add(member.address());
                }
            }
            return new DataCentre(dc, Math.min(wanted, nodes.size()), Math.max(0, wanted - racks.size()));
        }

        Set<String> replicas(List<Member> walk, int from) {
            Set<String> taken = new LinkedHashSet<>();
            Set<String> racks = new TreeSet<>();
            int left = repeats;
            for (int step = 0; step < walk.size() && taken.size() < copies; step++) {
                Member member = walk.get((from + step) % walk.size());
                if (!member.dc().equals(name) || taken.contains(member.address())) {
                    continue;
                }
                if (racks.add(member.rack())) {
                    taken.add(member.address());
                } else if (left > 0) {
                    left--;
                    taken.add(member.address());
                }
            }
            return taken;
        }
    }

    /** What each member holds of the ring, by address; the sum is the number of copies. */
    SortedMap<String, Double> shares() {
        SortedMap<String, Double> shares = new TreeMap<>();
        ranges.forEach(range -> range.replicas().forEach(member -> shares.merge(member, range.share(), Double::sum)));
        return shares;
    }
}
