package dev.holdfast.cli.run;

import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import dev.holdfast.discovery.LabelRule;
import dev.holdfast.discovery.NamesSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether names are told over DNS, where, and which. */
final class DnsOptions {

    private static final String OFF = "off";
    private static final int USUAL_PORT_OF_DNS = 53;

    /** Of {@code up}: so far above the API's port, that several on one machine do not meet. */
    private static final int ABOVE_THE_API = 13;

    private static final int MOST_PORT = 65_535;

    @Option(
            names = "--dns-listen",
            paramLabel = "ADDRESS:PORT",
            description =
                    "Where names are answered over DNS, or off (usual: off; of `up`: 127.0.0.1, 13 above --port: 4053).")
    private Optional<String> listen = Optional.empty();

    @Option(
            names = "--dns-domain",
            paramLabel = "DOMAIN",
            description = "What names end in, as in broker-0.orders.holdfast.mesos (usual: mesos).")
    private String domain = NamesSettings.USUAL_DOMAIN;

    @Option(
            names = "--dns-ttl",
            paramLabel = "SECONDS",
            description = "How long answers may be kept by who asked (usual: 5).")
    private long ttl = NamesSettings.USUAL_TTL.toSeconds();

    @Option(
            names = "--dns-forward",
            paramLabel = "ADDRESS[:PORT]",
            description = "A server to ask for what is not in the domain (usual: none; that is refused).")
    private Optional<String> forward = Optional.empty();

    @Option(
            names = "--dns-rfc952",
            description = "Tasks' names as of a Mesos-DNS with enforceRFC952: 24 characters, a letter first.")
    private boolean rfc952;

    @Option(names = "--dns-if-free", hidden = true, description = "Does without DNS if the address is taken.")
    private boolean ifFree;

    Naming ofScheduler() {
        return naming(listen.filter(text -> !text.equals(OFF)).map(text -> address(text, 0, "--dns-listen")), !ifFree);
    }

    /** On this machine it costs nothing to tell names; if its port is taken, and nobody has asked for it, it is done without. */
    Naming ofUp(int apiPort) {
        if (listen.isPresent()) {
            return ofScheduler();
        }
        int port = apiPort == 0 ? 0 : apiPort + ABOVE_THE_API;
        return naming(Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)), false);
    }

    private Naming naming(Optional<InetSocketAddress> where, boolean asked) {
        Duration kept = Duration.ofSeconds(ttl);
        NamesSettings.complaint(domain, kept).ifPresent(wrong -> {
            throw new Failure(Exit.USAGE, wrong, "write as in --dns-domain mesos --dns-ttl 5; at most 3600 s");
        });
        if (forward.isPresent() && where.isEmpty()) {
            throw new Failure(
                    Exit.USAGE,
                    "--dns-forward is given, but no DNS server runs",
                    "give --dns-listen, as in 10.0.0.9:53");
        }
        return new Naming(
                where,
                asked,
                domain,
                kept,
                rfc952 ? LabelRule.RFC952 : LabelRule.RFC1123,
                forward.map(text -> address(text, USUAL_PORT_OF_DNS, "--dns-forward")));
    }

    /** @param usualPort 0 if a port must be given */
    private static InetSocketAddress address(String text, int usualPort, String option) {
        int colon = text.lastIndexOf(':');
        boolean bare = colon < 0 || text.endsWith("]") || (text.indexOf(':') != colon && !text.startsWith("["));
        String host = bare ? text : text.substring(0, colon);
        String port = bare ? Integer.toString(usualPort) : text.substring(colon + 1);
        String literal = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        boolean given = !bare || usualPort > 0;
        boolean shape = literal.matches("\\d+(\\.\\d+){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*") && port.matches("\\d{1,5}");
        try {
            if (given && shape && Integer.parseInt(port) <= MOST_PORT) {
                return new InetSocketAddress(InetAddress.getByName(literal), Integer.parseInt(port));
            }
        } catch (UnknownHostException e) {
            // Four numbers, but no address.
        }
        throw new Failure(
                Exit.USAGE,
                "'" + text + "' is no address for " + option,
                "write as in " + option + " 10.0.0.9:53; an address, not a name");
    }
}
