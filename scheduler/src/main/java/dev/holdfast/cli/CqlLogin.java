package dev.holdfast.cli;

import dev.holdfast.database.cassandra.ring.CqlTalk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Who logs in to a ring where people must. */
final class CqlLogin {

    @Option(
            names = {"-U", "--user"},
            paramLabel = "USER",
            description = "A role of the database that may log in.")
    private String user = "";

    @Option(names = "--password-file", paramLabel = "FILE", description = "File with that role's password.")
    private Optional<Path> passwordFile = Optional.empty();

    Optional<CqlTalk.Login> login() {
        if (user.isEmpty()) {
            return Optional.empty();
        }
        Path file = passwordFile.orElseThrow(
                () -> new Failure(Exit.USAGE, "a user needs a password", "name a file with it by --password-file"));
        try {
            return Optional.of(new CqlTalk.Login(user, Files.readString(file).strip()));
        } catch (IOException e) {
            throw new Failure(Exit.DENIED, "cannot read the password in " + file, "see --password-file", e);
        }
    }
}
