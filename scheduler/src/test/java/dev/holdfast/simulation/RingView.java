package dev.holdfast.simulation;

import dev.holdfast.simulation.RingPeer.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A ring as one of its members sees it: what gossip brought, and whom it has heard of lately. It lags, and no two are quite alike. */
final class RingView {

    private static final long FAT_CLIENT = 60_000;

    private final String own;
    private final long silence;
    final TreeMap<String, RingPeer> peers;
    private final TreeMap<String, Long> heard = new TreeMap<>();
    private final TreeMap<String, Long> downSince = new TreeMap<>();
    /** The newest process ever heard of, by address. */
    private final TreeMap<String, Long> generations = new TreeMap<>();
    /** Of whom nothing old is believed for a while. */
    private final TreeMap<String, Forgotten> forgotten = new TreeMap<>();

    private record Forgotten(RingPeer last, long until) {}

    /** Identities whose place another has taken. */
    final TreeSet<String> replaced;

    /**
     * @param known kept on its disk, as {@code replaced} is
     * @param silence after so long one that was not heard of is down
     */
    RingView(String own, TreeMap<String, RingPeer> known, TreeSet<String> replaced, long silence, long now) {
        this.own = own;
        this.peers = known;
        this.replaced = replaced;
        this.silence = silence;
        known.forEach((address, peer) -> {
            downSince.put(address, now);
            generations.put(address, peer.generation());
        });
    }

    /** A word of somebody about somebody. */
    void take(RingPeer said) {
        RingPeer known = peers.get(said.address());
        boolean old = known != null && !said.isNewerThan(known);
        Forgotten before = forgotten.get(said.address());
        boolean quarantined = before != null && !said.isNewerThan(before.last());
        if (said.address().equals(own) || old || quarantined || replaced.contains(said.hostId())) {
            return;
        }
        if (said.generation() > generations.getOrDefault(said.address(), Long.MIN_VALUE)) {
            // Another process: how long the one before it was silent says nothing of it.
            generations.put(said.address(), said.generation());
            downSince.remove(said.address());
        }
        peers.put(said.address(), said);
        if (said.status() == Status.NORMAL && !said.replaces().isEmpty()) {
            isReplaced(said.replaces());
        }
    }

    void isReplaced(String hostId) {
        replaced.add(hostId);
        peers.values().removeIf(peer -> peer.hostId().equals(hostId));
    }

    void hears(String address, long now) {
        heard.put(address, now);
        downSince.remove(address);
    }

    boolean isUp(String address, long now) {
        RingPeer peer = peers.get(address);
        if (peer == null) {
            return false;
        }
        if (address.equals(own)) {
            return !peer.shut();
        }
        return !peer.shut()
                && peer.status() != Status.HIBERNATE
                && now - heard.getOrDefault(address, Long.MIN_VALUE / 2) <= silence;
    }

    /** Once a second: who went down, and whom nobody will hear of again that never was a member. */
    void pass(long now) {
        forgotten.values().removeIf(each -> each.until() <= now);
        for (RingPeer peer : List.copyOf(peers.values())) {
            String address = peer.address();
            if (address.equals(own) || isUp(address, now)) {
                continue;
            }
            long since = downSince.computeIfAbsent(address, each -> now);
            boolean never =
                    peer.status() == Status.BOOT || peer.status() == Status.REPLACING || peer.status() == Status.NONE;
            if (never && now - since > FAT_CLIENT) {
                peers.remove(address);
                forgotten.put(address, new Forgotten(peer, now + FAT_CLIENT));
            }
        }
    }

    long downFor(String address, long now) {
        return isUp(address, now) ? 0 : now - downSince.getOrDefault(address, now);
    }

    Optional<RingPeer> ofHost(String hostId) {
        return peers.values().stream()
                .filter(peer -> peer.hostId().equals(hostId))
                .findFirst();
    }

    List<RingSeat> seats() {
        return peers.values().stream()
                .filter(peer -> peer.status().isSeated())
                .map(RingPeer::seat)
                .toList();
    }

    /** The ring as it will be when all who join, leave and take a place have done so. */
    private List<RingSeat> future() {
        List<RingSeat> seats = new ArrayList<>();
        Set<String> going = new TreeSet<>();
        for (RingPeer peer : peers.values()) {
            if (peer.status() == Status.REPLACING) {
                going.add(peer.replaces());
            }
        }
        for (RingPeer peer : peers.values()) {
            boolean comes = peer.status() == Status.BOOT || peer.status() == Status.REPLACING;
            boolean stays = peer.status() == Status.NORMAL || peer.status() == Status.HIBERNATE;
            if (comes || (stays && !going.contains(peer.hostId()))) {
                seats.add(peer.seat());
            }
        }
        return seats;
    }

    /** Who will hold it and does not yet: it gets what is written already. */
    Set<String> pending(RingTable table, int part) {
        boolean changes = peers.values().stream()
                .anyMatch(peer -> peer.status() == Status.BOOT
                        || peer.status() == Status.REPLACING
                        || peer.status() == Status.LEAVING);
        if (!changes) {
            return Set.of();
        }
        Set<String> pending = RingSeat.replicas(future(), table.copies, RingTable.place(part));
        pending.removeAll(holders(table, part));
        return pending;
    }

    Set<String> holders(RingTable table, int part) {
        return RingSeat.replicas(seats(), table.copies, RingTable.place(part));
    }
}
