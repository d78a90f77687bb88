package dev.holdfast.mesos;

import dev.holdfast.model.ZooKeeperAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.curator.retry.RetryForever;
import org.apache.zookeeper.client.ZKClientConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Masters as they publish themselves in ZooKeeper: each that would lead has a znode {@code json.info_NNNNNNNNNN} with its
 * MasterInfo in JSON, and the one with the lowest number leads.
 */
public final class ZooKeeperMasters implements MasterLocator, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperMasters.class);
    private static final Pattern CANDIDATE = Pattern.compile("json\\.info_(\\d+)");
    private static final Duration SESSION = Duration.ofSeconds(10);
    private static final Duration FIRST_LOOK = Duration.ofSeconds(5);
    private static final int RETRY_MILLIS = 1_000;
    private static final int LAST_PORT = 65_535;

    private final ZooKeeperAddress address;
    private final CuratorFramework curator;
    private final CuratorCache cache;
    private final CountDownLatch looked = new CountDownLatch(1);

    private ZooKeeperMasters(ZooKeeperAddress address) {
        this.address = address;
        ZKClientConfig told = new ZKClientConfig();
        address.clientProperties().forEach(told::setProperty);
        CuratorFrameworkFactory.Builder builder = CuratorFrameworkFactory.builder()
                .connectString(address.servers())
                .zkClientConfig(told)
                .sessionTimeoutMs((int) SESSION.toMillis())
                .connectionTimeoutMs((int) SESSION.toMillis())
                .retryPolicy(new RetryForever(RETRY_MILLIS));
        address.login().ifPresent(login -> builder.authorization("digest", login.getBytes(StandardCharsets.UTF_8)));
        this.curator = builder.build();
        this.cache = CuratorCache.build(curator, address.path());
    }

    /** Begins to look; whether anything is there shows later. */
    public static ZooKeeperMasters at(ZooKeeperAddress address) {
        ZooKeeperMasters masters = new ZooKeeperMasters(address);
        masters.cache
                .listenable()
                .addListener(CuratorCacheListener.builder()
                        .forInitialized(masters.looked::countDown)
                        .build());
        masters.curator.start();
        masters.cache.start();
        return masters;
    }

    @Override
    public List<URI> candidates() throws InterruptedException {
        if (!looked.await(FIRST_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.info("ZooKeeper at {} does not answer yet", address.servers());
        }
        return known();
    }

    @Override
    public Optional<URI> leader() {
        return known().stream().findFirst();
    }

    private record Candidate(long number, URI uri) {}

    private List<URI> known() {
        List<Candidate> candidates = new ArrayList<>();
        cache.stream().forEach(child -> candidate(child).ifPresent(candidates::add));
        candidates.sort(Comparator.comparingLong(Candidate::number));
        return candidates.stream().map(Candidate::uri).toList();
    }

    private Optional<Candidate> candidate(ChildData child) {
        String path = child.getPath();
        int slash = path.lastIndexOf('/');
        Matcher matcher = CANDIDATE.matcher(path.substring(slash + 1));
        String parent = slash == 0 ? "/" : path.substring(0, slash);
        byte[] data = child.getData();
        if (!parent.equals(address.path()) || !matcher.matches() || data == null) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        return uri(new String(data, StandardCharsets.UTF_8)).map(uri -> new Candidate(number, uri));
    }

    /** A master's address by its MasterInfo; empty if it has none that can be understood. */
    static Optional<URI> uri(String masterInfo) {
        try {
            JsonNode info = JsonMapper.shared().readTree(masterInfo);
            JsonNode place = info.path("address");
            String host = place.path("ip").asString("");
            if (host.isEmpty()) {
                host = place.path("hostname").asString("");
            }
            int port = place.path("port").asInt(0);
            String pid = info.path("pid").asString("");
            int at = pid.indexOf('@');
            int colon = pid.lastIndexOf(':');
            if (host.isEmpty() && at >= 0 && colon > at) { // before Mesos 0.28 there was no address
                host = pid.substring(at + 1, colon);
                port = Integer.parseInt(pid.substring(colon + 1));
            }
            if (host.isEmpty() || port < 1 || port > LAST_PORT) {
                LOG.warn("a Mesos master publishes no address: {}", masterInfo);
                return Optional.empty();
            }
            String literal = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
            return Optional.of(URI.create("http://" + literal + ":" + port));
        } catch (JacksonException | IllegalArgumentException e) {
            LOG.warn("a Mesos master publishes what cannot be read: {}", e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public String description() {
        return address.toString();
    }

    @Override
    public void close() {
        cache.close();
        curator.close();
    }
}
