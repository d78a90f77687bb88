package dev.holdfast.cli.run;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whom databases that want a user of their own run as on this machine: root becomes that user, or where there is none by
 * that name another without rights; anybody else can only be who they are.
 *
 * @param self who runs this program
 * @param exists whether this machine has an account of that name
 */
record LocalAccount(String self, Predicate<String> exists) {

    private static final String ROOT = "root";
    private static final String UNPRIVILEGED = "nobody";

    static LocalAccount ofThisProcess() {
        return new LocalAccount(System.getProperty("user.name", ""), LocalAccount::isKnown);
    }

    private static boolean isKnown(String user) {
        try {
            FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false; // No such account, or a machine without any such thing.
        }
    }

    /** The account for a package that wants this user; empty as given if it wants none. */
    String instead(String wanted) {
        if (wanted.isEmpty() || wanted.equals(self)) {
            return wanted;
        }
        if (!self.equals(ROOT)) {
            return self;
        }
        return exists.test(wanted) || !exists.test(UNPRIVILEGED) ? wanted : UNPRIVILEGED;
    }

    /** A line that says so, if it is another than the package wants. */
    Optional<String> note(String title, String wanted) {
        String actual = instead(wanted);
        if (actual.equals(wanted)) {
            return Optional.empty();
        }
        return Optional.of(
                self.equals(ROOT)
                        ? title + " does not run as root, and there is no user '" + wanted
                                + "' here: its nodes run as '" + actual + "'"
                        : title + " runs as '" + actual + "', for only root could start it as '" + wanted + "'");
    }

    /** The first directory on the way to this one that others may not enter, if root is to start nodes as somebody else. */
    Optional<Path> closed(String wanted, Path directory) {
        if (!self.equals(ROOT) || wanted.isEmpty() || wanted.equals(ROOT)) {
            return Optional.empty();
        }
        Path at = directory.getRoot();
        for (Path part : directory) {
            at = at.resolve(part);
            try {
                if (!Files.exists(at)) {
                    return Optional.empty();
                }
                if (!Files.getPosixFilePermissions(at).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    return Optional.of(at);
                }
            } catch (IOException | UnsupportedOperationException e) {
                return Optional.empty(); // Cannot be judged here; the agent will say it.
            }
        }
        return Optional.empty();
    }
}
