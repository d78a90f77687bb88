package dev.holdfast.cli.run;

import dev.holdfast.cli.Exit;
import dev.holdfast.cli.Failure;
import dev.holdfast.local.LocalClusterConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Looks before anything is started whether this machine has the addresses and ports that are needed. */
final class Preflight {

    private Preflight() {}

    /** @param apiPort 0 for any */
    static void check(LocalClusterConfig config, String apiHost, int apiPort) {
        addresses(config);
        if (apiPort != 0 && !canBind(apiHost, apiPort)) {
            throw new Failure(
                    Exit.UNAVAILABLE,
                    "port " + apiPort + " on " + apiHost + " is in use",
                    "stop what uses it (another holdfast?), or give another with --port");
        }
        port(config.network() + ".1", config.masterPort());
        for (int agent = 0; agent < config.agents(); agent++) {
            port(config.network() + "." + (agent + 2), config.agentPort());
        }
    }

    private static void addresses(LocalClusterConfig config) {
        List<String> missing = new ArrayList<>();
        for (int last = 1; last <= config.agents() + 1; last++) {
            String address = config.network() + "." + last;
            if (!canBind(address, 0)) {
                missing.add(address);
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        boolean mac = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac");
        throw new Failure(
                Exit.UNAVAILABLE,
                "this machine has no address " + missing.get(0)
                        + (missing.size() > 1
                                ? " and " + (missing.size() - 1) + " more up to " + missing.get(missing.size() - 1)
                                : "")
                        + ", and every agent needs one of its own",
                mac
                        ? "add them until the next restart: for i in $(seq 2 " + (config.agents() + 1)
                                + "); do sudo ifconfig lo0 alias " + config.network() + ".$i up; done"
                        : "add them to the loopback interface, or start with fewer --agents");
    }

    private static void port(String address, int port) {
        if (port != 0 && !canBind(address, port)) {
            throw new Failure(
                    Exit.UNAVAILABLE,
                    "port " + port + " on " + address + " is in use, and the embedded Mesos needs it",
                    "stop what uses it (a Mesos, or another holdfast?), or use other addresses, as in --network 127.0.77");
        }
    }

    private static boolean canBind(String address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
