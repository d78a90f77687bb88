package dev.holdfast.crate.model.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import dev.holdfast.crate.model.state.ClusterState;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Host-based authentication: the first rule that fits user and address decides, by trust or by password. Rules are
 * tried in the order of their
 * keys as texts; nobody but {@code crate} is known before the state is recovered.
 */
final class Gate {
    private static final String CONFIG = "auth.host_based.config.";
    private final boolean enabled;
    private final SortedMap<String, SortedMap<String, String>> rules = new TreeMap<>();

    /** Who it is, or why not. */
    record Pass(String user, String denied) {}

    Gate(SortedMap<String, String> settings) {
        this.enabled = settings.getOrDefault("auth.host_based.enabled", "false").equals("true");
        settings.forEach((name, value) -> {
            if (name.startsWith(CONFIG)) {
                String rest = name.substring(CONFIG.length());
                int dot = rest.indexOf('.');
                if (dot > 0) {
                    rules.computeIfAbsent(rest.substring(0, dot), n -> new TreeMap<>())
                            .put(rest.substring(dot + 1), value);
                }
            }
        });
    }

    Pass pass(HttpExchange exchange, ClusterState state) {
        String user = "crate";
        String password = "";
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        if (header != null && header.startsWith("Basic ")) {
            String pair =
                    new String(Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            user = colon < 0 ? pair : pair.substring(0, colon);
            password = colon < 0 ? "" : pair.substring(colon + 1);
        }
        InetAddress from = exchange.getRemoteAddress().getAddress();
        String shown = shown(exchange);
        if (header == null && !shown.isEmpty()) {
            user = shown;
        }
        Caller caller = new Caller(user, password, header != null, shown, exchange instanceof HttpsExchange, from);
        return enabled ? checked(caller, state) : trusted(user, state);
    }

    /**
     * Who asks.
     *
     * @param named whether by a password
     * @param shown common name in a certificate; empty without one
     */
    private record Caller(
            String user, String password, boolean named, String shown, boolean secure, InetAddress from) {}

    private static String shown(HttpExchange exchange) {
        try {
            return exchange instanceof HttpsExchange secure
                    ? secure.getSSLSession().getPeerPrincipal().getName().replaceFirst("^CN=([^,]*).*", "$1")
                    : "";
        } catch (SSLPeerUnverifiedException none) {
            return "";
        }
    }

    private Pass checked(Caller caller, ClusterState state) {
        String user = caller.user();
        for (SortedMap<String, String> rule : rules.values()) {
            String method = rule.getOrDefault("method", "trust");
            boolean offered = switch (method) {
                case "password" -> caller.named();
                case "cert" -> !caller.shown().isEmpty();
                default -> true;
            };
            boolean fits = rule.getOrDefault("user", user).equals(user)
                    && rule.getOrDefault("protocol", "http").equals("http")
                    && fits(rule.getOrDefault("address", ""), caller.from())
                    && fits(rule.getOrDefault("ssl", "optional"), caller.secure())
                    && offered;
            if (fits) {
                return switch (method) {
                    case "password" -> byPassword(user, caller.password(), state);
                    case "cert" -> byCertificate(user, caller.shown(), state);
                    default -> trusted(user, state);
                };
            }
        }
        return new Pass(
                user,
                "No valid auth.host_based.config entry found for host \""
                        + caller.from().getHostAddress() + "\", user \"" + user
                        + "\", protocol \"http\". Did you enable TLS in your client?\n");
    }

    private static Pass trusted(String user, ClusterState state) {
        TreeSet<String> known = new TreeSet<>(state.users().keySet());
        known.add("crate");
        return new Pass(user, known.contains(user) ? "" : "trust authentication failed for user \"" + user + "\"\n");
    }

    private static Pass byCertificate(String user, String shown, ClusterState state) {
        if (!user.equals(shown)) {
            return new Pass(
                    user,
                    "Common name \"" + shown + "\" in client certificate doesn't match username \"" + user + "\"\n");
        }
        return state.users().containsKey(user)
                ? new Pass(user, "")
                : new Pass(user, "Client certificate authentication failed for user \"" + user + "\"\n");
    }

    private static Pass byPassword(String user, String password, ClusterState state) {
        ClusterState.User known = state.users().get(user);
        boolean right = state.recovered()
                && known != null
                && !known.password().isEmpty()
                && known.password().equals(ClusterState.User.kept(password));
        return new Pass(user, right ? "" : "password authentication failed for user \"" + user + "\"\n");
    }

    private static boolean fits(String ssl, boolean secure) {
        return ssl.equals("optional") || (ssl.equals("on") || ssl.equals("true")) == secure;
    }

    private static boolean fits(String address, InetAddress from) {
        if (address.isEmpty() || address.equals("0.0.0.0/0")) {
            return true;
        }
        if (address.equals("_local_")) {
            return from.getHostAddress().equals("127.0.0.1")
                    || from.getHostAddress().equals("0:0:0:0:0:0:0:1");
        }
        String[] parts = address.split("/", 2);
        int bits = parts.length == 2 ? Integer.parseInt(parts[1]) : 32;
        byte[] there = from.getAddress();
        String[] wanted = parts[0].split("\\.", -1);
        for (int i = 0; i < bits && wanted.length == 4 && there.length == 4; i++) {
            int mask = 1 << (7 - i % 8);
            if ((Integer.parseInt(wanted[i / 8]) & mask) != (there[i / 8] & mask)) {
                return false;
            }
        }
        return wanted.length == 4 && there.length == 4;
    }
}
