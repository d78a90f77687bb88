package dev.holdfast.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A member with its tokens, and who holds what: written anew here, so that it does not share a mistake with the rules. */
record RingSeat(String hostId, String address, String rack, List<Long> tokens) {

    RingSeat {
        tokens = List.copyOf(tokens);
    }

    /**
     * Who holds copies of a place of the ring: those one meets from there on, of each rack the first, a second only as often as there are more
     * copies than racks.
     *
     * @return identities, in that order
     */
    static Set<String> replicas(Collection<RingSeat> seats, int copies, long place) {
        TreeMap<Long, RingSeat> ring = new TreeMap<>();
        Set<String> racks = new TreeSet<>();
        for (RingSeat seat : seats) {
            seat.tokens.forEach(token -> ring.put(token, seat));
            if (!seat.tokens.isEmpty()) {
                racks.add(seat.rack);
            }
        }
        List<RingSeat> walk = new ArrayList<>(ring.tailMap(place, true).values());
        for (Map.Entry<Long, RingSeat> before : ring.headMap(place, false).entrySet()) {
            walk.add(before.getValue());
        }
        Set<String> holders = new LinkedHashSet<>();
        Set<String> met = new TreeSet<>();
        int again = copies - racks.size();
        for (RingSeat seat : walk) {
            if (holders.size() >= copies) {
                break;
            }
            if (holders.contains(seat.hostId)) {
                continue;
            }
            if (met.add(seat.rack)) {
                holders.add(seat.hostId);
            } else if (again > 0) {
                again--;
                holders.add(seat.hostId);
            }
        }
        return holders;
    }
}
