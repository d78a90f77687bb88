package dev.holdfast.cli;

import dev.holdfast.database.crate.sql.Login;
import dev.holdfast.database.crate.sql.SqlClient;
import dev.holdfast.database.crate.sql.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * As whom a CrateDB cluster is entered, and whose word for its nodes is taken. On the scheduler's machine the cluster's own files are
 * found by themselves, if they may be read; elsewhere the user names copies of them.
 */
final class CrateDoor {

    private static final String SECURE = "https://";

    private CrateDoor() {}

    /** What the user says of it. */
    static final class Given {

        @Option(
                names = {"-U", "--user"},
                paramLabel = "USER",
                description = "A user of the database; otherwise the cluster's admin, if it has one.")
        private String user = "";

        @Option(
                names = "--password-file",
                paramLabel = "FILE",
                description = "File with the user's password; otherwise, for the admin, the scheduler's own.")
        private Optional<Path> passwordFile = Optional.empty();

        @Option(
                names = "--ca-file",
                paramLabel = "FILE",
                description = "Certificates of who vouches for the nodes; otherwise the scheduler's own.")
        private Optional<Path> authorities = Optional.empty();
    }

    /** A client of each node. */
    static List<SqlClient> of(ClientCall call, Given given) {
        String plain = call.endpoints().getOrDefault("http", "");
        String secure = call.endpoints().getOrDefault("https", "");
        if (plain.isEmpty() && secure.isEmpty()) {
            throw new Failure(
                    Exit.CONFLICT, "no node has an address yet", "holdfast status shows how far the cluster is");
        }
        Optional<Login> login = login(call, given);
        List<SqlClient> clients = new ArrayList<>();
        if (!secure.isEmpty()) {
            Optional<Trust> trust = Optional.of(trust(call, given));
            for (String url : secure.split(",", -1)) {
                clients.add(client(url.substring(SECURE.length()), login, trust));
            }
        }
        if (!plain.isEmpty()) {
            for (String address : plain.split(",", -1)) {
                clients.add(client(address, login, Optional.empty()));
            }
        }
        return clients;
    }

    private static SqlClient client(String address, Optional<Login> login, Optional<Trust> trust) {
        int colon = address.lastIndexOf(':');
        return new SqlClient(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)), login, trust);
    }

    private static Optional<Login> login(ClientCall call, Given given) {
        String admin = call.endpoints().getOrDefault("user", "");
        String user = given.user.isEmpty() ? admin : given.user;
        if (user.isEmpty()) {
            return Optional.empty();
        }
        if (given.passwordFile.isPresent()) {
            return Optional.of(new Login(user, read(given.passwordFile.get(), "password", "see --password-file")));
        }
        if (!user.equals(admin)) {
            return Optional.of(new Login(user, ""));
        }
        Path file = named(call, "password-file", call.cluster() + "-admin-password");
        String remedy =
                "it is on the scheduler's machine, for its user: run this there, or name a copy by --password-file";
        return Optional.of(new Login(user, read(file, "password of '" + admin + "'", remedy)));
    }

    private static Trust trust(ClientCall call, Given given) {
        if (given.authorities.isEmpty() && !call.endpoints().containsKey("ca-file")) {
            return Trust.in(Optional.empty(), "--ca-file");
        }
        Path file = given.authorities.orElseGet(() -> named(call, "ca-file", call.cluster() + ".pem"));
        String pem =
                read(file, "certificate", "it is on the scheduler's machine: copy it here, and name it by --ca-file");
        try {
            return Trust.in(Optional.of(pem), file.toString());
        } catch (IllegalArgumentException e) {
            throw new Failure(Exit.INVALID, String.valueOf(e.getMessage()), "see --ca-file", e);
        }
    }

    /** A scheduler must not be able to have any other file of ours read and sent away. */
    private static Path named(ClientCall call, String endpoint, String name) {
        Path file = Path.of(call.endpoints().getOrDefault(endpoint, name));
        if (!file.endsWith(name)) {
            throw new Failure(
                    Exit.DENIED,
                    "the scheduler names " + file + ", which is not its usual " + name,
                    "name the file yourself, by --" + endpoint);
        }
        return file;
    }

    private static String read(Path file, String what, String remedy) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new Failure(Exit.DENIED, "cannot read the " + what + " in " + file, remedy, e);
        }
    }
}
