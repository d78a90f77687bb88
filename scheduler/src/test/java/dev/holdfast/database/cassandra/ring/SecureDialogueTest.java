package dev.holdfast.database.cassandra.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Secrets;
import dev.holdfast.engine.certificate.Authority;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Looks at native ports that speak TLS. */
class SecureDialogueTest {

    private static final int READY = 2;
    private static final int RESULT = 8;
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final String LOCK = "lock";

    private final Authority authority = Authority.make("ring", Instant.now(), new SecureRandom());

    private ServerSocket secure(String name, String protocol) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        byte[] bytes = authority.keystore("node-0", List.of(name), LOCK, Instant.now(), new SecureRandom());
        store.load(new ByteArrayInputStream(bytes), LOCK.toCharArray());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, LOCK.toCharArray());
        SSLContext context = SSLContext.getInstance(protocol);
        context.init(keys.getKeyManagers(), null, null);
        return context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    /** As Cassandra answers: each frame in two pieces. */
    private static void serve(ServerSocket socket) {
        Thread thread = new Thread(
                () -> {
                    try (Socket caller = socket.accept()) {
                        DataInputStream in = new DataInputStream(caller.getInputStream());
                        for (int operation : List.of(READY, RESULT)) {
                            in.readNBytes(5);
                            in.readNBytes(in.readInt());
                            ByteBuffer frame = ByteBuffer.allocate(13);
                            frame.put((byte) 0x84).put((byte) 0).putShort((short) 0);
                            frame.put((byte) operation).putInt(4).putInt(2);
                            caller.getOutputStream().write(frame.array(), 0, 6);
                            caller.getOutputStream().flush();
                            caller.getOutputStream().write(frame.array(), 6, 7);
                            caller.getOutputStream().flush();
                        }
                    } catch (IOException e) {
                        // The caller did not believe us, or did not speak TLS.
                    }
                },
                "test-node");
        thread.setDaemon(true);
        thread.start();
    }

    private static boolean look(ServerSocket socket, Optional<Encryption> encryption) throws IOException {
        serve(socket);
        QueryDialogue query = new QueryDialogue();
        String address = InetAddress.getLoopbackAddress().getHostAddress();
        try (socket;
                Round round = new Round()) {
            Dialogue dialogue = encryption
                    .<Dialogue>map(known -> new SecureDialogue(known.engine(address, socket.getLocalPort()), query))
                    .orElse(query);
            round.begin(address, socket.getLocalPort(), dialogue);
            round.lead(System.nanoTime() + LONGEST.toNanos());
        }
        return query.isAnswered();
    }

    private static Optional<Encryption> believing(Authority who) {
        return Optional.of(Encryption.believing(Optional.of(who.certificatePem()), "here"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_node_answers_in_tls(String protocol) throws Exception {
        assertThat(look(secure("127.0.0.1", protocol), believing(authority))).isTrue();
    }

    @Test
    void one_that_another_authority_signed_or_for_another_address_is_not_believed() throws Exception {
        Authority other = Authority.make("ring", Instant.now(), new SecureRandom());
        assertThat(look(secure("127.0.0.1", "TLS"), believing(other))).isFalse();
        assertThat(look(secure("127.0.0.2", "TLS"), believing(authority))).isFalse();
    }

    @Test
    void whose_authority_is_not_known_is_looked_at_all_the_same() throws Exception {
        assertThat(look(secure("127.0.0.2", "TLS"), Optional.of(Encryption.ofLooks(Secrets.none(), "ring"))))
                .isTrue();
    }

    @Test
    void tls_and_what_is_in_the_clear_do_not_mix() throws Exception {
        assertThat(look(secure("127.0.0.1", "TLS"), Optional.empty())).isFalse();
        assertThat(look(new ServerSocket(0, 5, InetAddress.getLoopbackAddress()), believing(authority)))
                .isFalse();
    }
}
