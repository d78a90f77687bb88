package dev.holdfast.discovery;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** Answers over DNS, by UDP and TCP on one port, until it is closed. */
public final class DnsServer implements AutoCloseable {

    private static final int BACKLOG = 50;
    private static final int TRIES_FOR_A_PORT = 10;
    private static final int MOST_OWN_ADDRESSES = 8;

    private final InetSocketAddress address;
    private final Names names;
    private final UdpDoor udp;
    private final TcpDoor tcp;
    private final Optional<Forwarder> forwarder;
    private final Counts counts;

    private DnsServer(
            InetSocketAddress address,
            Names names,
            UdpDoor udp,
            TcpDoor tcp,
            Optional<Forwarder> forwarder,
            Counts counts) {
        this.address = address;
        this.names = names;
        this.udp = udp;
        this.tcp = tcp;
        this.forwarder = forwarder;
        this.counts = counts;
    }

    /**
     * Begins to answer.
     *
     * @param listen port 0 picks one
     * @param forward who is asked for what is not ours; nobody if empty
     * @throws IOException if it cannot listen there, or would ask itself
     */
    public static DnsServer start(InetSocketAddress listen, Names names, Optional<InetSocketAddress> forward)
            throws IOException {
        return start(listen, names, forward, TcpDoor.Patience.USUAL);
    }

    static DnsServer start(
            InetSocketAddress listen, Names names, Optional<InetSocketAddress> forward, TcpDoor.Patience patience)
            throws IOException {
        if (listen.isUnresolved()) {
            throw new IOException("no address is known for " + listen.getHostString());
        }
        List<InetAddress> own = ownAddresses(listen.getAddress());
        if (forward.filter(server -> isSelf(server, listen, own)).isPresent()) {
            throw new IOException("it would forward queries to itself");
        }
        Sockets sockets = Sockets.bind(listen);
        Counts counts = new Counts();
        Optional<Forwarder> forwarder = forward.map(server -> new Forwarder(server, counts));
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        Responder responder = new Responder(names, own, forward.isPresent(), counts, random);
        RateBound rates =
                new RateBound(System::nanoTime, ThreadLocalRandom.current().nextInt());
        UdpDoor udp = UdpDoor.open(sockets.udp(), responder, forwarder, rates, counts);
        TcpDoor tcp = TcpDoor.open(sockets.tcp(), responder, forwarder, counts, patience);
        InetSocketAddress address =
                new InetSocketAddress(listen.getAddress(), sockets.tcp().getLocalPort());
        return new DnsServer(address, names, udp, tcp, forwarder, counts);
    }

    private record Sockets(DatagramSocket udp, ServerSocket tcp) {

        /** Both on one port, also where any port will do. */
        static Sockets bind(InetSocketAddress listen) throws IOException {
            IOException last = new IOException("no port is free");
            for (int i = 0; i < (listen.getPort() == 0 ? TRIES_FOR_A_PORT : 1); i++) {
                ServerSocket tcp = new ServerSocket();
                try {
                    tcp.setReuseAddress(true);
                    tcp.bind(listen, BACKLOG);
                    return new Sockets(
                            new DatagramSocket(new InetSocketAddress(listen.getAddress(), tcp.getLocalPort())), tcp);
                } catch (IOException e) {
                    tcp.close();
                    last = e;
                }
            }
            throw last;
        }
    }

    /** Where this server is reached; where it listens everywhere, wherever this machine is. */
    private static List<InetAddress> ownAddresses(InetAddress listen) throws IOException {
        if (!listen.isAnyLocalAddress()) {
            return List.of(listen);
        }
        List<InetAddress> own = new ArrayList<>();
        for (NetworkInterface device : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            if (device.isUp() && !device.isLoopback()) {
                Collections.list(device.getInetAddresses()).stream()
                        .filter(address -> !address.isLinkLocalAddress())
                        .forEach(own::add);
            }
        }
        return own.isEmpty()
                ? List.of(InetAddress.getLoopbackAddress())
                : own.subList(0, Math.min(MOST_OWN_ADDRESSES, own.size()));
    }

    private static boolean isSelf(InetSocketAddress server, InetSocketAddress listen, List<InetAddress> own) {
        return server.getPort() == listen.getPort()
                && (own.contains(server.getAddress())
                        || server.getAddress().isAnyLocalAddress()
                        || (listen.getAddress().isAnyLocalAddress()
                                && server.getAddress().isLoopbackAddress()));
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    public Names names() {
        return names;
    }

    /** What it has done so far. */
    public Tally tally() {
        return counts.tally();
    }

    int connections() {
        return tcp.connections();
    }

    @Override
    public void close() {
        udp.close();
        tcp.close();
        forwarder.ifPresent(Forwarder::close);
    }
}
