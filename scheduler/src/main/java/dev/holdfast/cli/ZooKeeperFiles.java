package dev.holdfast.cli;

import dev.holdfast.model.ZooKeeperAccess;
import dev.holdfast.model.ZooKeeperAddress;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a ZooKeeper is told that must not stand on a command line: a login, and where the stores for TLS are. */
final class ZooKeeperFiles {

    private ZooKeeperFiles() {}

    static ZooKeeperAccess read(Optional<Path> login, Optional<Path> config) {
        return new ZooKeeperAccess(
                login.map(ZooKeeperFiles::login),
                config.map(ZooKeeperFiles::properties).orElseGet(TreeMap::new));
    }

    /** A file that asks for TLS and an address that does not would leave somebody believe that it is spoken. */
    static void agree(ZooKeeperAddress address, String option) {
        if (!address.secure() && "true".equals(address.properties().get(ZooKeeperAddress.SECURE))) {
            throw new Failure(
                    Exit.USAGE,
                    "the file of --zookeeper-config wants TLS, and " + option + " is a zk:// address, which has none",
                    "write " + option + " " + ZooKeeperAddress.SECURE_SCHEME + "…, with the servers' secureClientPort");
        }
    }

    private static String login(Path file) {
        String text;
        try {
            text = Files.readString(file).lines().findFirst().orElse("").strip();
        } catch (IOException e) {
            throw new Failure(
                    Exit.USAGE, "the login file " + file + " cannot be read: " + e.getMessage(), "correct the path", e);
        }
        if (text.indexOf(':') < 1) {
            throw new Failure(
                    Exit.USAGE,
                    "the login file " + file + " has no user and password",
                    "write user:password into its first line");
        }
        return text;
    }

    private static SortedMap<String, String> properties(Path file) {
        Properties read = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            read.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure(
                    Exit.USAGE,
                    "the file of --zookeeper-config, " + file + ", cannot be read: " + e.getMessage(),
                    "see docs/high-availability.md for how it is written",
                    e);
        }
        TreeMap<String, String> properties = new TreeMap<>();
        for (String name : read.stringPropertyNames()) {
            if (!name.startsWith("zookeeper.")) {
                throw new Failure(
                        Exit.USAGE,
                        "'" + name + "' in " + file + " is no property of ZooKeeper's client",
                        "they begin with zookeeper., as in zookeeper.ssl.trustStore.location");
            }
            properties.put(name, read.getProperty(name).strip());
        }
        return properties;
    }
}
