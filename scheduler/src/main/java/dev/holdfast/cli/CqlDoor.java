package dev.holdfast.cli;

import dev.holdfast.database.cassandra.ring.CqlTalk;
import dev.holdfast.database.cassandra.ring.Encryption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * As whom a ring is entered where people must log in, and whose word for its nodes is taken where they speak TLS. On the scheduler's machine the
 * certificates of the cluster's authority, and its user's password, are found by themselves, if they may be read.
 */
final class CqlDoor {

    private static final String SECRETS = "secrets";

    @Option(
            names = {"-U", "--user"},
            paramLabel = "USER",
            description = "A role of the database that may log in; otherwise the cluster's login-user, if it has one.")
    private String user = "";

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "File with that role's password; otherwise, for login-user, the scheduler's own.")
    private Optional<Path> passwordFile = Optional.empty();

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "Certificates of who vouches for the nodes; otherwise the scheduler's own.")
    private Optional<Path> authorities = Optional.empty();

    CqlTalk.Door of(ClientCall call) {
        String contacts = call.endpoints().getOrDefault("cql", "");
        if (contacts.isEmpty()) {
            throw new Failure(
                    Exit.CONFLICT, "no node has an address yet", "holdfast status shows how far the cluster is");
        }
        boolean tls = call.endpoints().containsKey("tls") || authorities.isPresent();
        return new CqlTalk.Door(
                contacts,
                call.endpoints().getOrDefault("dc", "dc1"),
                login(call),
                tls ? Optional.of(encryption(call)) : Optional.empty());
    }

    private Optional<CqlTalk.Login> login(ClientCall call) {
        String usual = call.endpoints().getOrDefault("user", "");
        String name = user.isEmpty() ? usual : user;
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (passwordFile.isPresent()) {
            return Optional.of(new CqlTalk.Login(name, read(passwordFile.get(), "password", "see --password-file")));
        }
        if (!name.equals(usual) || !call.endpoints().containsKey("password-file")) {
            throw new Failure(Exit.USAGE, "a user needs a password", "name a file with it by --password-file");
        }
        String remedy =
                "it is on the scheduler's machine, for its user: run this there, or name a copy by --password-file";
        Path file = named(call, "password-file", Path.of(SECRETS));
        return Optional.of(new CqlTalk.Login(name, read(file, "password of '" + name + "'", remedy)));
    }

    private Encryption encryption(ClientCall call) {
        if (authorities.isEmpty() && !call.endpoints().containsKey("ca-file")) {
            return Encryption.believing(Optional.empty(), "what this Java knows");
        }
        Path file = authorities.orElseGet(() -> named(call, "ca-file", Path.of("certificates")));
        String pem =
                read(file, "certificate", "it is on the scheduler's machine: copy it here, and name it by --ca-file");
        try {
            return Encryption.believing(Optional.of(pem), file.toString());
        } catch (IllegalArgumentException e) {
            throw new Failure(Exit.INVALID, String.valueOf(e.getMessage()), "see --ca-file", e);
        }
    }

    /** A scheduler must not be able to have any other file of ours read and sent away. */
    private static Path named(ClientCall call, String endpoint, Path directory) {
        Path file = Path.of(call.endpoints().getOrDefault(endpoint, ""));
        Path parent = file.getParent();
        if (parent == null || !parent.endsWith(directory)) {
            throw new Failure(
                    Exit.DENIED,
                    "the scheduler names " + file + ", which is in no directory '" + directory + "'",
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
