package dev.holdfast.cli.run;

import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import dev.holdfast.discovery.DnsServer;
import dev.holdfast.discovery.LabelRule;
import dev.holdfast.discovery.Names;
import dev.holdfast.discovery.NamesSettings;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.Leadership;
import dev.holdfast.engine.Scheduler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether and how a scheduler tells names.
 *
 * @param listen where; nowhere if empty
 * @param asked whether the user has said so: then it must be possible there
 */
record Naming(
        Optional<InetSocketAddress> listen,
        boolean asked,
        String domain,
        Duration ttl,
        LabelRule rule,
        Optional<InetSocketAddress> forward) {

    private static final Logger LOG = LoggerFactory.getLogger(Naming.class);

    static Naming off() {
        return new Naming(
                Optional.empty(),
                false,
                NamesSettings.USUAL_DOMAIN,
                NamesSettings.USUAL_TTL,
                LabelRule.RFC1123,
                Optional.empty());
    }

    /** A server, or why there is none. */
    record Server(Optional<DnsServer> dns, String whyNot) implements AutoCloseable {

        static Server none() {
            return new Server(Optional.empty(), "");
        }

        @Override
        public void close() {
            dns.ifPresent(DnsServer::close);
        }
    }

    /** What all clusters' names end in, whether they are told here or by another. */
    String suffix(String frameworkName) {
        return NamesSettings.of(domain, frameworkName, ttl, rule).suffix();
    }

    /** Tells what the scheduler shows, from now on. */
    Server start(Scheduler scheduler, String frameworkName) {
        if (listen.isEmpty()) {
            return Server.none();
        }
        Engine engine = scheduler.engine();
        Leadership leadership = scheduler.leadership();
        Names names = new Names(
                NamesSettings.of(domain, frameworkName, ttl, rule),
                () -> engine.halted().isDone()
                        ? Names.Standing.STOPPED
                        : leadership.leads() ? Names.Standing.LEADS : Names.Standing.STANDS_BY,
                System::nanoTime,
                () -> System.currentTimeMillis() / 1000);
        InetSocketAddress where = listen.get();
        try {
            DnsServer server = DnsServer.start(where, names, forward);
            engine.watch(names::see);
            names.see(engine.view());
            return new Server(Optional.of(server), "");
        } catch (IOException e) {
            String why = "DNS cannot listen on " + text(where) + ": " + e.getMessage();
            if (asked) {
                throw new Failure(
                        Exit.UNAVAILABLE,
                        why,
                        "stop what uses that port, or give another with --dns-listen; ports below 1024 need a right"
                                + " of their own (CAP_NET_BIND_SERVICE)",
                        e);
            }
            LOG.warn("{}", why);
            return new Server(Optional.empty(), why);
        }
    }

    /** The options that tell another process the same; of several each gets a port of its own, one above the other. */
    List<String> arguments(int number) {
        if (listen.isEmpty()) {
            return List.of();
        }
        InetSocketAddress first = listen.get();
        int port = first.getPort() == 0 ? 0 : first.getPort() + number;
        InetSocketAddress own = new InetSocketAddress(first.getAddress(), port);
        List<String> arguments = new ArrayList<>(List.of("--dns-listen", text(own)));
        arguments.addAll(List.of("--dns-domain", domain, "--dns-ttl", Long.toString(ttl.toSeconds())));
        forward.ifPresent(server -> arguments.addAll(List.of("--dns-forward", text(server))));
        if (!asked) {
            arguments.add("--dns-if-free");
        }
        if (rule == LabelRule.RFC952) {
            arguments.add("--dns-rfc952");
        }
        return arguments;
    }

    private static String text(InetSocketAddress address) {
        String literal = address.getAddress().getHostAddress();
        return (literal.contains(":") ? "[" + literal + "]" : literal) + ":" + address.getPort();
    }
}
