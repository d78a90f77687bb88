package dev.holdfast.artifact;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Gives agents the files of the cache, and small files rendered for a launch, over plain HTTP:
 * {@code /a/<sha256>/<file name>}, GET and HEAD with a length, nothing else. There is no token and no listing; who
 * knows a path knows the digest of the content already. Content never changes under a path, so any leader that has the
 * same files serves the same bytes.
 *
 * <p>Writing is asynchronous: a slow or dead agent holds a connection, never a thread.
 */
public final class ArtifactServer implements AutoCloseable {

    /** The largest rendered file that can be published, in bytes. */
    public static final int MAX_RENDERED_BYTES = 1 << 20;

    private static final long MAX_RENDERED_TOTAL_BYTES = 256L << 20;
    private static final int MAX_THREADS = 24;
    private static final int BACKLOG = 2048;
    private static final long IDLE_MILLIS = 60_000;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final Pattern PATH = Pattern.compile("/a/([0-9a-f]{64})/[^/]+");

    private final ArtifactCache cache;
    private final Server server;
    private final URI base;
    private final Map<Sha256, byte[]> rendered = new ConcurrentHashMap<>();
    private final AtomicLong renderedBytes = new AtomicLong();

    private ArtifactServer(ArtifactCache cache, Server server, URI base) {
        this.cache = cache;
        this.server = server;
        this.base = base;
    }

    /** Listens, and tells agents to fetch from the address it listens on. Port 0 takes a free one. */
    public static ArtifactServer start(InetSocketAddress listen, ArtifactCache cache) throws ArtifactException {
        InetAddress address = listen.getAddress();
        if (address == null || address.isAnyLocalAddress()) {
            throw new ArtifactException(
                    "artifacts would be served on " + listen + ", which is no address an agent could fetch from",
                    "Say with --advertise under which address agents reach this machine.");
        }
        String host = address.getHostAddress();
        return start(listen, cache, URI.create("http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":0"));
    }

    /**
     * Listens, and tells agents to fetch from another address than the one it listens on.
     *
     * @param advertised scheme, host and port as agents reach this server; port 0 stands for the port listened on
     */
    public static ArtifactServer start(InetSocketAddress listen, ArtifactCache cache, URI advertised)
            throws ArtifactException {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 4);
        threads.setName("artifact-server");
        threads.setDaemon(true);
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(listen.getHostString());
        connector.setPort(listen.getPort());
        connector.setAcceptQueueSize(BACKLOG);
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        try {
            connector.open(); // The port is needed before the first request can come.
            ArtifactServer started = new ArtifactServer(cache, server, base(advertised, connector.getLocalPort()));
            server.setHandler(started.new FilesOnly());
            server.start();
            return started;
        } catch (Exception e) {
            connector.close();
            throw new ArtifactException(
                    "artifacts cannot be served on " + listen + ": " + e.getMessage(),
                    "Choose a free port and an address of this machine with --artifact-listen.",
                    e);
        }
    }

    /** What all its URLs start with, without a slash at the end. */
    public URI baseUrl() {
        return base;
    }

    /** Where agents fetch an artifact; it must be in the cache by the time they do. */
    public URI urlOf(Artifact artifact) {
        return urlOf(artifact.sha256(), artifact.name());
    }

    /** Where agents fetch content under a file name of their liking. */
    public URI urlOf(Sha256 sha256, String fileName) {
        if (!Artifact.isFileName(fileName)) {
            throw new IllegalArgumentException("'" + fileName + "' is not a plain file name");
        }
        return URI.create(base + "/a/" + sha256 + "/" + fileName.replace("~", "%7E"));
    }

    /** Serves these bytes from memory from now on; publishing the same bytes again changes nothing. */
    public Sha256 publish(byte[] content) throws ArtifactException {
        if (content.length > MAX_RENDERED_BYTES) {
            throw new ArtifactException(
                    "a rendered file of " + content.length + " bytes is larger than " + MAX_RENDERED_BYTES,
                    "Shorten the configuration it was rendered from.");
        }
        Sha256 sha256 = Sha256.of(content);
        if (rendered.putIfAbsent(sha256, content.clone()) == null
                && renderedBytes.addAndGet(content.length) > MAX_RENDERED_TOTAL_BYTES) {
            withdraw(sha256);
            throw new ArtifactException(
                    "rendered files take more than " + MAX_RENDERED_TOTAL_BYTES + " bytes of memory",
                    "Withdraw the files of launches that ended.");
        }
        return sha256;
    }

    /** Stops serving rendered bytes; unknown ones are ignored. */
    public void withdraw(Sha256 sha256) {
        byte[] removed = rendered.remove(sha256);
        if (removed != null) {
            renderedBytes.addAndGet(-removed.length);
        }
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the artifact listener did not stop: " + e.getMessage(), e);
        }
    }

    private static URI base(URI advertised, int port) {
        String text = advertised.toString();
        String bare = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        return URI.create(advertised.getPort() == 0 ? bare.substring(0, bare.length() - 1) + port : bare);
    }

    private final class FilesOnly extends Handler.Abstract.NonBlocking {

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws IOException {
            boolean head = HttpMethod.HEAD.is(request.getMethod());
            Matcher path = PATH.matcher(Request.getPathInContext(request));
            if (!path.matches() || !(head || HttpMethod.GET.is(request.getMethod()))) {
                Response.writeError(request, response, callback, 404);
                return true;
            }
            Sha256 sha256 = new Sha256(path.group(1));
            byte[] small = rendered.get(sha256);
            if (small != null) {
                prepare(response, sha256, small.length);
                response.write(true, head ? null : ByteBuffer.wrap(small), callback);
                return true;
            }
            Optional<Path> file = cache.find(sha256);
            if (file.isEmpty()) {
                Response.writeError(request, response, callback, 404);
                return true;
            }
            prepare(response, sha256, Files.size(file.get()));
            if (head) {
                response.write(true, null, callback);
            } else {
                ByteBufferPool.Sized buffers =
                        new ByteBufferPool.Sized(request.getComponents().getByteBufferPool(), false, BUFFER_BYTES);
                Content.copy(Content.Source.from(buffers, file.get()), response, callback);
            }
            return true;
        }

        private void prepare(Response response, Sha256 sha256, long length) {
            response.setStatus(200);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/octet-stream");
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
            response.getHeaders().put(HttpHeader.ETAG, "\"" + sha256 + "\"");
            // A fetcher that keeps this time gives the jar the one that class-data archives were made with.
            response.getHeaders().putDate(HttpHeader.LAST_MODIFIED, ArtifactCache.FILE_TIME.toMillis());
        }
    }
}
