package dev.holdfast.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a ZooKeeper, as in {@code zk://user:password@10.0.0.1:2181,10.0.0.2:2181/mesos}.
 *
 * @param login user and password with a colon between, for ZooKeeper's digest scheme; empty for none
 * @param servers {@code host:port}, with commas between
 * @param path begins with a slash and does not end with one, but for the root, which is only a slash
 */
public record ZooKeeperAddress(Optional<String> login, String servers, String path) {

    /** How such an address begins. */
    public static final String SCHEME = "zk://";

    private static final String USUAL_PORT = ":2181";
    private static final Pattern FORM =
            Pattern.compile("zk://(?:([^/@]+:[^/@]*)@)?([^/@,\\s]+(?:,[^/@,\\s]+)*)(/[^\\s]*)?");
    private static final Pattern PATH = Pattern.compile("/|(/[A-Za-z0-9_.-]*[A-Za-z0-9_-])+");

    public static boolean isOne(String text) {
        return text.startsWith(SCHEME);
    }

    /** Empty if the text is no such address. A server without a port has the usual one. */
    public static Optional<ZooKeeperAddress> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String path = Optional.ofNullable(matcher.group(3)).orElse("/");
        String trimmed = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (!PATH.matcher(trimmed).matches()) {
            return Optional.empty();
        }
        StringBuilder servers = new StringBuilder();
        for (String server : matcher.group(2).split(",", -1)) {
            servers.append(servers.isEmpty() ? "" : ",").append(server.contains(":") ? server : server + USUAL_PORT);
        }
        return Optional.of(new ZooKeeperAddress(Optional.ofNullable(matcher.group(1)), servers.toString(), trimmed));
    }

    /** A znode below this place. */
    public String child(String name) {
        return path.equals("/") ? "/" + name : path + "/" + name;
    }

    /** Without the login, which is nobody's to see. */
    @Override
    public String toString() {
        return SCHEME + servers + path;
    }
}
