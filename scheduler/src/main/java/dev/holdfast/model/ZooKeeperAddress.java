package dev.holdfast.model;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a ZooKeeper, as in {@code zk://user:password@10.0.0.1:2181,10.0.0.2:2181/mesos}; {@code zks://} where its servers
 * speak TLS.
 *
 * @param login user and password with a colon between, for ZooKeeper's digest scheme; empty for none
 * @param secure by TLS
 * @param servers {@code host:port}, with commas between
 * @param path begins with a slash and does not end with one, but for the root, which is only a slash
 * @param properties what its client is told beside, by ZooKeeper's own names: where the stores for TLS are
 */
public record ZooKeeperAddress(
        Optional<String> login, boolean secure, String servers, String path, SortedMap<String, String> properties) {

    /** How such an address begins. */
    public static final String SCHEME = "zk://";

    /** Likewise, by TLS. */
    public static final String SECURE_SCHEME = "zks://";

    /** ZooKeeper's name of the switch that the scheme stands for. */
    public static final String SECURE = "zookeeper.client.secure";

    private static final String USUAL_PORT = ":2181";
    private static final String USUAL_SECURE_PORT = ":2281";
    private static final Pattern FORM =
            Pattern.compile("zk(s?)://(?:([^/@]+:[^/@]*)@)?([^/@,\\s]+(?:,[^/@,\\s]+)*)(/[^\\s]*)?");
    private static final Pattern PATH = Pattern.compile("/|(/[A-Za-z0-9_.-]*[A-Za-z0-9_-])+");

    public ZooKeeperAddress {
        properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
    }

    public static boolean isOne(String text) {
        return text.startsWith(SCHEME) || text.startsWith(SECURE_SCHEME);
    }

    /** Empty if the text is no such address. A server without a port has the usual one. */
    public static Optional<ZooKeeperAddress> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String path = Optional.ofNullable(matcher.group(4)).orElse("/");
        String trimmed = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (!PATH.matcher(trimmed).matches()) {
            return Optional.empty();
        }
        boolean secure = !matcher.group(1).isEmpty();
        String port = secure ? USUAL_SECURE_PORT : USUAL_PORT;
        StringBuilder servers = new StringBuilder();
        for (String server : matcher.group(3).split(",", -1)) {
            servers.append(servers.isEmpty() ? "" : ",").append(server.contains(":") ? server : server + port);
        }
        return Optional.of(new ZooKeeperAddress(
                Optional.ofNullable(matcher.group(2)), secure, servers.toString(), trimmed, new TreeMap<>()));
    }

    /** The same place, with what is told of it elsewhere; a login of its own stays. */
    public ZooKeeperAddress with(ZooKeeperAccess access) {
        return new ZooKeeperAddress(login.or(access::login), secure, servers, path, access.properties());
    }

    /** All that a client is told, by ZooKeeper's names. The scheme says whether TLS is spoken, and only one of its clients can. */
    public SortedMap<String, String> clientProperties() {
        TreeMap<String, String> all = new TreeMap<>(properties);
        all.put(SECURE, Boolean.toString(secure));
        if (secure) {
            all.put("zookeeper.clientCnxnSocket", "org.apache.zookeeper.ClientCnxnSocketNetty");
            // Where it might log in by SASL it looks an address up for its name, and then expects that name of the
            // certificate.
            all.putIfAbsent("zookeeper.sasl.client", "false");
        }
        return all;
    }

    /** A znode below this place. */
    public String child(String name) {
        return path.equals("/") ? "/" + name : path + "/" + name;
    }

    /** Without the login and the properties, which are nobody's to see. */
    @Override
    public String toString() {
        return (secure ? SECURE_SCHEME : SCHEME) + servers + path;
    }
}
