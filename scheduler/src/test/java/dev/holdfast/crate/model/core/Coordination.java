package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.allocation.Knowledge.Stored;
import dev.holdfast.crate.model.sql.SqlException;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.crate.model.state.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * Who is master. A candidate (1) looks for others at its seeds and where it met them before; (2) joins a master it
 * hears of; (3) if
 * nobody knows one and it may be master, and the majority of the voting configuration is in sight, asks for votes in
 * a new term. A vote goes
 * to a candidate whose accepted state is as new as the voter's, once in a term, and not while the voter has a master.
 * A cluster's first
 * configuration comes from {@code cluster.initial_master_nodes}.
 */
final class Coordination {
    private static final long TICK_MS = 200;
    private static final long SEEN_MS = 1500;
    private static final long CALL_MS = 5000;
    private static final long SILENCE_MS = 15_000;
    private static final long FIRST_WAIT_MS = 100;
    private static final long WAIT_MS = 400;
    private static final long ALONE_MS = 3000;
    static final String STATE = "state.json";
    private static final String PEERS = "peers.json";

    enum Mode {
        CANDIDATE,
        LEADER,
        FOLLOWER
    }

    /** What a node says of itself when it meets another. */
    record Peer(
            Member member,
            String cluster,
            String uuid,
            long term,
            long acceptedTerm,
            long acceptedVersion,
            boolean voted,
            String leader) {}

    /** What survives a stop. */
    record Kept(long term, ClusterState state, String uuid) {}

    /** A vote, and a join: what a master needs to know of a new member. */
    record Joining(
            Member member, String uuid, long term, long acceptedTerm, long acceptedVersion, List<Stored> stores) {
        Joining {
            stores = List.copyOf(stores);
        }
    }

    private record Seen(Peer peer, long at) {}

    private final World world;
    private final Options options;
    private final Calls calls;
    private final Supplier<List<Stored>> stores;
    private final Consumer<List<Joining>> won;
    private final Runnable deposed;
    private final SortedMap<String, Seen> seen = new TreeMap<>();
    private final TreeSet<String> addresses = new TreeSet<>();
    private Mode mode = Mode.CANDIDATE;
    private Optional<Member> leader = Optional.empty();
    private long term;

    /** Of the cluster this node belongs to for good: a state that was accepted but never agreed on does not bind it. */
    private String uuid;

    private ClusterState accepted;
    private long candidateSince;
    private long joinedAt;
    private long heard;

    Coordination(
            World world,
            Options options,
            Calls calls,
            Supplier<List<Stored>> stores,
            Consumer<List<Joining>> won,
            Runnable deposed) {
        this.world = world;
        this.options = options;
        this.calls = calls;
        this.stores = stores;
        this.won = won;
        this.deposed = deposed;
        Optional<Kept> kept = world.files().read(STATE).map(bytes -> Json.parse(bytes, Kept.class));
        this.term = kept.map(Kept::term).orElse(0L);
        this.uuid = kept.map(Kept::uuid).orElse("");
        this.accepted = kept.map(k -> k.state().stopped()).orElse(ClusterState.initial(options.cluster()));
        addresses.addAll(options.seeds());
        world.files().read(PEERS).ifPresent(bytes -> Json.parse(bytes).forEach(a -> addresses.add(a.asString())));
        addresses.remove(options.me().address());
        calls.on("hello", this::hello);
        calls.on("vote", this::vote);
    }

    void start() {
        candidateSince = world.now();
        tick();
    }

    Mode mode() {
        return mode;
    }

    Optional<Member> leader() {
        return leader;
    }

    long term() {
        return term;
    }

    ClusterState accepted() {
        return accepted;
    }

    String uuid() {
        return uuid;
    }

    /** The accepted state was agreed on. */
    void committed() {
        ClusterState agreed = accepted.agreed();
        if (!uuid.equals(agreed.uuid()) || !agreed.equals(accepted)) {
            uuid = agreed.uuid();
            accepted = agreed;
            keep();
        }
    }

    /** Keeps a state before anybody is told that it was accepted. */
    void accept(ClusterState state) {
        accepted = state;
        term = Math.max(term, state.term());
        keep();
        TreeSet<String> known = new TreeSet<>();
        state.members().values().forEach(m -> known.add(m.address()));
        if (addresses.addAll(known)) {
            addresses.remove(options.me().address());
            world.files().write(PEERS, Json.bytes(addresses));
        }
    }

    private void keep() {
        world.files().write(STATE, Json.bytes(new Kept(term, accepted, uuid)));
    }

    /** A state of this master arrived. */
    void follow(Member master) {
        if (mode == Mode.LEADER && !master.id().equals(options.me().id())) {
            deposed.run();
        }
        mode = master.id().equals(options.me().id()) ? Mode.LEADER : Mode.FOLLOWER;
        leader = Optional.of(master);
        heard = world.now();
    }

    /** The master was heard of. */
    void heard() {
        heard = world.now();
    }

    void stepDown(String because) {
        if (mode == Mode.CANDIDATE) {
            return;
        }
        world.log("no master any more: " + because);
        Mode was = mode;
        mode = Mode.CANDIDATE;
        leader = Optional.empty();
        candidateSince = world.now();
        seen.clear();
        look();
        if (was == Mode.LEADER) {
            deposed.run();
        }
    }

    void lost(String address) {
        seen.remove(address);
        if (mode == Mode.FOLLOWER
                && leader.map(Member::address).filter(address::equals).isPresent()) {
            stepDown("connection to the master is lost");
        }
    }

    private void tick() {
        if (mode == Mode.FOLLOWER && world.now() - heard > SILENCE_MS) {
            stepDown("the master is silent");
        }
        look();
        world.after(TICK_MS, this::tick);
    }

    private void look() {
        if (mode == Mode.CANDIDATE) {
            for (String address : addresses) {
                calls.call(address, "hello", Json.tree(self()), SEEN_MS, this::met, error -> seen.remove(address));
            }
            world.after(TICK_MS / 2, this::candidate);
        }
    }

    private Peer self() {
        return new Peer(
                options.me(),
                options.cluster(),
                uuid,
                term,
                accepted.term(),
                accepted.version(),
                !accepted.voting().isEmpty(),
                leader.map(Member::address).orElse(""));
    }

    private void hello(JsonNode body, Calls.Reply reply) {
        Peer peer = Json.value(body, Peer.class);
        if (!peer.cluster().equals(options.cluster())) {
            throw SqlException.internal("handshake failed: remote cluster name [" + peer.cluster()
                    + "] does not match local cluster name [" + options.cluster() + "]");
        }
        met(body);
        reply.ok(Json.tree(self()));
    }

    private void met(JsonNode body) {
        Peer peer = Json.value(body, Peer.class);
        if (peer.cluster().equals(options.cluster())
                && !peer.member().id().equals(options.me().id())) {
            seen.put(peer.member().address(), new Seen(peer, world.now()));
            addresses.add(peer.member().address());
            boolean steppedDown = mode == Mode.FOLLOWER
                    && peer.leader().isEmpty()
                    && leader.filter(m -> m.id().equals(peer.member().id())).isPresent();
            if (steppedDown) {
                stepDown("the master looks for one itself");
            }
        }
    }

    private void candidate() {
        if (mode != Mode.CANDIDATE) {
            return;
        }
        seen.values().removeIf(s -> world.now() - s.at() > SEEN_MS);
        List<Peer> peers = seen.values().stream().map(Seen::peer).toList();
        Optional<String> master =
                peers.stream().map(Peer::leader).filter(a -> !a.isEmpty()).findFirst();
        if (master.isPresent()) {
            join(master.get());
        } else if (options.me().masters()) {
            bootstrap(peers);
            elect(peers);
        }
    }

    private void join(String address) {
        if (world.now() - joinedAt < CALL_MS / 5 || address.equals(options.me().address())) {
            return;
        }
        joinedAt = world.now();
        calls.call(
                address,
                "join",
                Json.tree(joining()),
                CALL_MS,
                ok -> {},
                refused -> world.log("failed to join " + address + ": " + refused.text()));
    }

    private Joining joining() {
        return new Joining(options.me(), uuid, term, accepted.term(), accepted.version(), stores.get());
    }

    private void bootstrap(List<Peer> peers) {
        if (!accepted.voting().isEmpty() || peers.stream().anyMatch(Peer::voted)) {
            return;
        }
        List<Member> masters = new ArrayList<>(List.of(options.me()));
        peers.stream().map(Peer::member).filter(Member::masters).forEach(masters::add);
        List<String> names = options.initialMasters();
        boolean alone = options.unconfigured() && world.now() - candidateSince > ALONE_MS;
        if (options.alone()) {
            masters = List.of(options.me());
        } else if (names.contains(options.me().name())) {
            masters = masters.stream().filter(m -> names.contains(m.name())).toList();
            if (masters.size() * 2 <= names.size()) {
                return;
            }
        } else if (!alone) {
            return;
        }
        TreeSet<String> voting = new TreeSet<>();
        masters.forEach(m -> voting.add(m.id()));
        TreeSet<String> met = new TreeSet<>();
        masters.forEach(m -> met.add(m.name()));
        if (!options.alone()) {
            names.stream().filter(n -> !met.contains(n)).forEach(n -> voting.add("{bootstrap-placeholder}-" + n));
        }
        world.log("setting initial configuration to VotingConfiguration" + voting);
        accept(accepted.edit().voting(voting).agreedVoting(voting).done());
    }

    private void elect(List<Peer> peers) {
        List<Peer> electing = new ArrayList<>(List.of(self()));
        peers.stream()
                .filter(p -> p.member().masters())
                .filter(p -> p.uuid().isEmpty() || uuid.isEmpty() || p.uuid().equals(uuid))
                .forEach(electing::add);
        TreeSet<String> ids = new TreeSet<>();
        electing.forEach(p -> ids.add(p.member().id()));
        if (!Voting.decide(accepted, ids)) {
            return;
        }
        electing.sort(Comparator.comparing(Peer::acceptedTerm)
                .thenComparing(Peer::acceptedVersion)
                .reversed()
                .thenComparing(p -> p.member().id()));
        int rank = electing.indexOf(self());
        if (world.now() - candidateSince < FIRST_WAIT_MS + rank * WAIT_MS) {
            return;
        }
        candidateSince = world.now();
        term = 1 + electing.stream().mapToLong(Peer::term).max().orElse(term);
        keep();
        askForVotes(electing, term);
    }

    private void askForVotes(List<Peer> electing, long inTerm) {
        List<Joining> votes = new ArrayList<>(List.of(joining()));
        count(votes, inTerm);
        for (Peer peer : electing) {
            if (!peer.member().id().equals(options.me().id())) {
                calls.call(
                        peer.member().address(),
                        "vote",
                        Json.tree(joining()),
                        CALL_MS,
                        body -> {
                            votes.add(Json.value(body, Joining.class));
                            count(votes, inTerm);
                        },
                        refused -> {});
            }
        }
    }

    private void count(List<Joining> votes, long inTerm) {
        TreeSet<String> ids = new TreeSet<>();
        votes.forEach(v -> ids.add(v.member().id()));
        if (mode == Mode.CANDIDATE && term == inTerm && Voting.decide(accepted, ids)) {
            mode = Mode.LEADER;
            leader = Optional.of(options.me());
            world.log("elected-as-master ([" + ids.size() + "] nodes joined), term: " + term);
            won.accept(votes);
        }
    }

    private void vote(JsonNode body, Calls.Reply reply) {
        Joining asking = Json.value(body, Joining.class);
        boolean older = asking.acceptedTerm() < accepted.term()
                || (asking.acceptedTerm() == accepted.term() && asking.acceptedVersion() < accepted.version());
        boolean foreign =
                !asking.uuid().isEmpty() && !uuid.isEmpty() && !asking.uuid().equals(uuid);
        if (asking.term() <= term || mode != Mode.CANDIDATE || older || foreign) {
            throw SqlException.internal("CoordinationStateRejectedException[no vote in term " + asking.term() + "]");
        }
        term = asking.term();
        candidateSince = world.now();
        keep();
        reply.ok(Json.tree(joining()));
    }
}
