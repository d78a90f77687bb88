package dev.holdfast.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What is not ours, asked of somebody else. */
class ForwarderTest {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);
    private static final int MILLIS = 8_000;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Names names = new Names(Scene.SETTINGS, () -> Names.Standing.LEADS, System::nanoTime, () -> 100);

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable part : open) {
            part.close();
        }
    }

    /** A server that knows one address for everything. */
    private InetSocketAddress other(AtomicInteger asked, boolean lies) throws IOException {
        DatagramSocket socket = new DatagramSocket(ANY_PORT);
        open.add(socket);
        Thread thread = new Thread(() -> {
            byte[] buffer = new byte[4096];
            while (!socket.isClosed()) {
                try {
                    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                    socket.receive(packet);
                    asked.incrementAndGet();
                    Message answer = new Message(Arrays.copyOf(buffer, packet.getLength()));
                    answer.getHeader().setFlag(Flags.QR);
                    if (lies) {
                        answer.getHeader().setID(answer.getHeader().getID() ^ 1);
                    }
                    answer.addRecord(
                            new ARecord(answer.getQuestion().getName(), DClass.IN, 60, Scene.address("192.0.2.1")),
                            Section.ANSWER);
                    byte[] wire = answer.toWire();
                    socket.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
                } catch (IOException e) {
                    // Closed.
                }
            }
        });
        thread.start();
        return new InetSocketAddress("127.0.0.1", socket.getLocalPort());
    }

    private DnsServer server(InetSocketAddress forward) throws IOException {
        names.see(Scene.orders().view());
        DnsServer server = DnsServer.start(ANY_PORT, names, Optional.of(forward));
        open.add(server);
        return server;
    }

    private static Message query(String name) {
        return Message.newQuery(Record.newRecord(Name.fromConstantString(name), Type.A, DClass.IN));
    }

    private static Message ask(InetSocketAddress server, Message query) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(MILLIS);
            byte[] wire = query.toWire();
            socket.send(new DatagramPacket(wire, wire.length, server));
            DatagramPacket answer = new DatagramPacket(new byte[4096], 4096);
            socket.receive(answer);
            return new Message(Arrays.copyOf(answer.getData(), answer.getLength()));
        }
    }

    @Test
    void passesOnWhatIsNotOursAndItsAnswerBack() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        DnsServer server = server(other(asked, false));
        Message query = query("Example.COM.");
        Message answer = ask(server.address(), query);
        assertThat(answer.getHeader().getID()).isEqualTo(query.getHeader().getID());
        assertThat(answer.getSection(Section.ANSWER).get(0).rdataToString()).isEqualTo("192.0.2.1");
        assertThat(asked).hasValue(1);
        assertThat(server.tally().forwarded()).isEqualTo(1);
    }

    @Test
    void asksNobodyForWhatIsOurs() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        DnsServer server = server(other(asked, false));
        assertThat(ask(server.address(), query("broker-9.orders.holdfast.mesos."))
                        .getRcode())
                .isEqualTo(Rcode.NXDOMAIN);
        Message noRecursion = query("example.com.");
        noRecursion.getHeader().unsetFlag(Flags.RD);
        assertThat(ask(server.address(), noRecursion).getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(asked).hasValue(0);
    }

    @Test
    void believesNoAnswerToAnotherQuestion() throws IOException {
        DnsServer server = server(other(new AtomicInteger(), true));
        assertThat(ask(server.address(), query("example.com.")).getRcode()).isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void twoThatForwardToEachOtherDoNotGoRoundForLong() throws IOException {
        InetSocketAddress second;
        try (DatagramSocket free = new DatagramSocket(ANY_PORT)) {
            second = new InetSocketAddress("127.0.0.1", free.getLocalPort());
        }
        DnsServer first = server(second);
        DnsServer other = DnsServer.start(second, names, Optional.of(first.address()));
        open.add(other);
        assertThat(ask(first.address(), query("example.com.")).getRcode()).isIn(Rcode.SERVFAIL, Rcode.REFUSED);
        assertThat(first.tally().forwarded() + other.tally().forwarded()).isLessThanOrEqualTo(32);
        long before = first.tally().queries();
        Awaitility.await()
                .during(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(10))
                .until(() -> first.tally().queries() <= before + 32);
    }
}
