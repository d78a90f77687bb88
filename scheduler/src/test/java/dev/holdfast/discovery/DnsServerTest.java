package dev.holdfast.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The server on its sockets. */
class DnsServerTest {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);
    private static final int MILLIS = 5_000;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Scene scene = Scene.orders();
    private final Names names = new Names(Scene.SETTINGS, () -> Names.Standing.LEADS, System::nanoTime, () -> 100);

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable part : open) {
            part.close();
        }
    }

    private DnsServer server(Optional<InetSocketAddress> forward, TcpDoor.Patience patience) throws IOException {
        names.see(scene.view());
        DnsServer server = DnsServer.start(ANY_PORT, names, forward, patience);
        open.add(server);
        return server;
    }

    private DnsServer server() throws IOException {
        return server(Optional.empty(), TcpDoor.Patience.USUAL);
    }

    private static byte[] query(String name) {
        return Message.newQuery(Record.newRecord(Name.fromConstantString(name), Type.A, DClass.IN))
                .toWire();
    }

    private static Message overUdp(DnsServer server, byte[] query) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(MILLIS);
            socket.send(new DatagramPacket(query, query.length, server.address()));
            DatagramPacket answer = new DatagramPacket(new byte[4096], 4096);
            socket.receive(answer);
            return new Message(Arrays.copyOf(answer.getData(), answer.getLength()));
        }
    }

    private Socket connect(DnsServer server) throws IOException {
        Socket socket = new Socket();
        socket.connect(server.address(), MILLIS);
        socket.setSoTimeout(MILLIS);
        open.add(socket);
        return socket;
    }

    private static Message overTcp(Socket socket, byte[] query) throws IOException {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeShort(query.length);
        out.write(query);
        out.flush();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] answer = new byte[in.readUnsignedShort()];
        in.readFully(answer);
        return new Message(answer);
    }

    @Test
    void answersOverBothOnOnePort() throws IOException {
        DnsServer server = server();
        byte[] query = query("broker-0.orders.holdfast.mesos.");
        Message udp = overUdp(server, query);
        assertThat(udp.getSection(Section.ANSWER).get(0).rdataToString()).isEqualTo("10.0.0.10");
        Socket socket = connect(server);
        for (int i = 0; i < 3; i++) {
            Message tcp = overTcp(socket, query);
            assertThat(tcp.getSection(Section.ANSWER)).isEqualTo(udp.getSection(Section.ANSWER));
        }
        assertThat(server.tally().answered()).isEqualTo(4);
    }

    @Test
    void aNodeThatMovesIsInTheNextAnswer() throws IOException {
        DnsServer server = server();
        byte[] query = query("broker-0.orders.holdfast.mesos.");
        for (int i = 0; i < 50; i++) {
            String address = "10.0.9." + i;
            names.see(scene.node("orders", 0, "launching", address).view());
            assertThat(overUdp(server, query).getSection(Section.ANSWER).get(0).rdataToString())
                    .isEqualTo(address);
        }
    }

    @Test
    void anAddressThatIsTakenIsSaidToBe() throws IOException {
        DnsServer server = server();
        assertThatThrownBy(() -> DnsServer.start(server.address(), names, Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use");
    }

    @Test
    void neverForwardsToItself() {
        InetSocketAddress here = new InetSocketAddress("127.0.0.1", 5353);
        assertThatThrownBy(() -> DnsServer.start(here, names, Optional.of(here)))
                .hasMessageContaining("to itself");
        InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 5353);
        assertThatThrownBy(() -> DnsServer.start(everywhere, names, Optional.of(here)))
                .hasMessageContaining("to itself");
    }

    @Test
    void connectionsAreBoundedAndOnesThatSayNothingAreCutOff() throws IOException {
        DnsServer server = server(Optional.empty(), new TcpDoor.Patience(3_000, 60_000));
        List<Socket> silent = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            silent.add(connect(server));
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> server.tally().dropped() == 40 - TcpDoor.MOST_FROM_ONE);
        assertThat(server.connections()).isLessThanOrEqualTo(TcpDoor.MOST_FROM_ONE);
        Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> server.connections() == 0);
        byte[] query = query("broker-0.orders.holdfast.mesos.");
        assertThat(overTcp(connect(server), query).getRcode()).isEqualTo(Rcode.NOERROR);
    }

    @Test
    void whoSendsOneOctetAtATimeGetsNoMoreTimeByThat() throws Exception {
        DnsServer server = server(Optional.empty(), new TcpDoor.Patience(400, 60_000));
        Socket slow = connect(server);
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> server.connections() == 1);
        slow.getOutputStream().write(0);
        slow.getOutputStream().flush();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(100))
                .atMost(Duration.ofSeconds(5))
                .until(() -> {
                    try {
                        slow.getOutputStream().write(1);
                    } catch (IOException e) {
                        return true;
                    }
                    return server.connections() == 0;
                });
    }

    @Test
    void whoDoesNotReadItsAnswersIsCutOff() throws Exception {
        for (int i = 0; i < 60; i++) {
            scene.node("orders", i, "ready", "10.1.0." + i);
        }
        DnsServer server = server(Optional.empty(), new TcpDoor.Patience(60_000, 1_500));
        Socket deaf = connect(server);
        byte[] query = query("orders.holdfast.mesos.");
        Thread asking = new Thread(() -> {
            try {
                DataOutputStream out = new DataOutputStream(deaf.getOutputStream());
                for (int i = 0; i < 1_000_000; i++) {
                    out.writeShort(query.length);
                    out.write(query);
                }
            } catch (IOException e) {
                // Cut off.
            }
        });
        asking.start();
        asking.join(15_000);
        assertThat(asking.isAlive()).isFalse();
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> server.connections() == 0);
    }

    @Test
    void aHundredThousandPacketsOfAnythingDoNoHarm() throws Exception {
        DnsServer server = server();
        Packets packets = new Packets(new Random(20261122), query("_client._tcp.orders.holdfast.mesos."));
        Responder responder =
                new Responder(names, List.of(server.address().getAddress()), true, new Counts(), new Random(1));
        long most = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] packet = packets.next();
            Responder.Outcome outcome = responder.respond(packet, true, true);
            if (outcome instanceof Responder.Reply reply) {
                most = Math.max(most, reply.message().length);
                assertThat(reply.message()[2] & 0x80)
                        .as("an answer, to nothing but a query")
                        .isEqualTo(0x80);
                assertThat(packet[2] & 0x80).isZero();
                new Message(reply.message());
            }
        }
        assertThat(most).isBetween(100L, (long) Responder.MOST_OVER_UDP);
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 5_000; i++) {
                byte[] packet = packets.next();
                socket.send(new DatagramPacket(packet, packet.length, server.address()));
            }
        }
        for (int i = 0; i < 50; i++) {
            try (Socket socket = connect(server)) {
                for (int k = 0; k < 20; k++) {
                    socket.getOutputStream().write(packets.next());
                }
            } catch (IOException e) {
                // It was cut off, as it should be.
            }
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .ignoreExceptions()
                .until(() -> overUdp(server, query("broker-0.orders.holdfast.mesos."))
                                .getRcode()
                        == Rcode.NOERROR);
        Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> server.connections() == 0);
    }
}
