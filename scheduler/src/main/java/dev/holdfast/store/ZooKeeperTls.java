package dev.holdfast.store;

import dev.holdfast.model.ZooKeeperAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.StringJoiner;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ClientX509Util;
import org.apache.zookeeper.common.X509Exception;
import org.apache.zookeeper.common.ZKConfig;

/**
 * TLS to a ZooKeeper. Its client only tries again and again when stores cannot be read or a certificate is not trusted; so
 * stores are read here once before, and the reason is looked for after.
 */
public final class ZooKeeperTls {

    private static final int PATIENCE_MILLIS = 5_000;

    private ZooKeeperTls() {}

    /**
     * What a client is told.
     *
     * @throws StoreException if its stores cannot be used
     */
    public static ZKClientConfig checked(ZooKeeperAddress address) {
        ZKClientConfig told = new ZKClientConfig();
        address.clientProperties().forEach(told::setProperty);
        if (address.secure()) {
            SSLContext unused = context(told);
        }
        return told;
    }

    private static SSLContext context(ZKConfig told) {
        try (ClientX509Util tls = new ClientX509Util()) {
            return tls.createSSLContext(told);
        } catch (X509Exception.SSLContextException | RuntimeException e) {
            throw new StoreException(
                    "the stores for TLS to ZooKeeper cannot be used: " + first(e),
                    "correct zookeeper.ssl.trustStore.location, zookeeper.ssl.keyStore.location and their types and"
                            + " passwords in the file of --zookeeper-config",
                    e);
        }
    }

    /** Why nobody was reached, after one more look at each server. */
    static StoreException refused(ZooKeeperAddress address, ZKConfig told) {
        SSLContext context = context(told);
        StringJoiner reasons = new StringJoiner("; ");
        for (String server : address.servers().split(",", -1)) {
            whyNot(context, server).ifPresent(why -> reasons.add(server + ": " + why));
        }
        return new StoreException(
                "no ZooKeeper answers by TLS at " + address.servers()
                        + (reasons.length() == 0 ? "" : " (" + reasons + ")"),
                "see that it is its secureClientPort, that the store of zookeeper.ssl.trustStore.location trusts its"
                        + " certificate, that this names the host, and whether it wants a certificate of ours",
                new IllegalStateException("not connected"));
    }

    private static Optional<String> whyNot(SSLContext context, String server) {
        int colon = server.lastIndexOf(':');
        String host = server.substring(0, colon);
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, Integer.parseInt(server.substring(colon + 1))), PATIENCE_MILLIS);
            try (SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, host, plain.getPort(), true)) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                // A server that wants a certificate of ours says so only now; one that is content says nothing at all.
                return socket.getInputStream().read() < 0 ? Optional.of("it hangs up") : Optional.empty();
            }
        } catch (SSLException e) {
            return Optional.of(deepest(e));
        } catch (java.net.SocketTimeoutException e) {
            return Optional.empty();
        } catch (IOException | NumberFormatException e) {
            return Optional.of(deepest(e));
        }
    }

    /** ZooKeeper wraps what happened in exceptions that only say which store it is. */
    private static String first(Throwable trouble) {
        Throwable at = trouble;
        for (Throwable cause = at.getCause(); at instanceof X509Exception && cause != null; cause = at.getCause()) {
            at = cause;
        }
        return Optional.ofNullable(at.getMessage()).orElse(at.getClass().getSimpleName());
    }

    private static String deepest(Throwable trouble) {
        Throwable at = trouble;
        for (Throwable cause = at.getCause(); cause != null; cause = cause.getCause()) {
            at = cause;
        }
        return Optional.ofNullable(at.getMessage()).orElse(at.getClass().getSimpleName());
    }
}
