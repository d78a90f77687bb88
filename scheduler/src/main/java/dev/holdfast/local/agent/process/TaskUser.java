package dev.holdfast.local.agent.process;

import dev.holdfast.local.agent.core.TaskLaunch;
import dev.holdfast.local.agent.disk.Owner;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import java.util.Optional;

/**
 * Who tasks run as. Switched off, they run as the agent does. Switched on, they run as the user their command or
 * framework names, which takes an agent that runs as root.
 */
public final class TaskUser {

    private static final List<String> SETPRIV = List.of("/usr/bin/setpriv", "/bin/setpriv");
    private static final List<String> CHROOT = List.of("/usr/sbin/chroot", "/usr/bin/chroot", "/bin/chroot");

    private final boolean switches;
    private final String self;

    public TaskUser(boolean switches) {
        this.switches = switches;
        this.self = System.getProperty("user.name", "");
    }

    /** The user this task asks for. */
    static String wanted(TaskLaunch launch) {
        return launch.task().getCommand().hasUser()
                ? launch.task().getCommand().getUser()
                : launch.framework().getUser();
    }

    private boolean isSelf(String user) {
        return !switches || user.isEmpty() || user.equals(self);
    }

    /**
     * Words to put before a command so that it runs as this user, in the same process.
     *
     * @throws IOException when this agent cannot become that user; the message names the remedy
     */
    List<String> prefix(String user) throws IOException {
        if (isSelf(user)) {
            return List.of();
        }
        if (!self.equals("root")) {
            throw new IOException("The task is to run as user '" + user + "' but the agent runs as '" + self
                    + "'. Run the agent as root, or switch users off on the agent, or set the user to '" + self + "'");
        }
        lookUp(user);
        Optional<String> setpriv = first(SETPRIV);
        if (setpriv.isPresent()) {
            return List.of(setpriv.get(), "--reuid=" + user, "--regid=" + primaryGroup(user), "--init-groups", "--");
        }
        Optional<String> chroot = first(CHROOT);
        if (chroot.isPresent()) {
            return List.of(chroot.get(), "--skip-chdir", "--userspec=" + user, "/");
        }
        throw new IOException("The task is to run as user '" + user
                + "' and neither setpriv nor chroot is on this machine. Install util-linux, or switch users"
                + " off on the agent");
    }

    /** Sees that a user can get to a directory, as far as its rights and those above it tell. */
    void requireWayTo(Path directory, String user) throws IOException {
        if (isSelf(user)) {
            return;
        }
        for (Path at = directory; at != null; at = at.getParent()) {
            PosixFileAttributes attributes = Files.readAttributes(at, PosixFileAttributes.class);
            boolean isOpen = attributes.owner().getName().equals(user)
                    || attributes.permissions().contains(PosixFilePermission.GROUP_EXECUTE)
                    || attributes.permissions().contains(PosixFilePermission.OTHERS_EXECUTE);
            if (!isOpen) {
                throw new IOException("The task is to run as user '" + user + "', and '" + user + "' cannot enter " + at
                        + ". Keep the agent's directory where everybody can, such as below /var/lib");
            }
        }
    }

    /** Gives sandboxes to the user a task runs as. */
    public Owner owner(TaskLaunch launch) throws IOException {
        String user = wanted(launch);
        if (isSelf(user) || !self.equals("root")) {
            return Owner.SAME;
        }
        UserPrincipal principal = lookUp(user);
        return path -> Files.setOwner(path, principal);
    }

    private static UserPrincipal lookUp(String user) throws IOException {
        UserPrincipalLookupService users = Path.of("/").getFileSystem().getUserPrincipalLookupService();
        try {
            return users.lookupPrincipalByName(user);
        } catch (UserPrincipalNotFoundException unknown) {
            throw new IOException(
                    "The task is to run as user '" + user + "', whom this machine does not know. Add that user",
                    unknown);
        }
    }

    // setpriv wants the group named; only the machine knows it, its users may not be in /etc/passwd at all.
    private static String primaryGroup(String user) throws IOException {
        Process id = new ProcessBuilder("id", "-g", user)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        String answer = new String(id.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (answer.isEmpty() || !answer.chars().allMatch(Character::isDigit)) {
            throw new IOException("The primary group of user '" + user + "' is not known (" + answer + "). Add one");
        }
        return answer;
    }

    private static Optional<String> first(List<String> programs) {
        return programs.stream()
                .filter(program -> Files.isExecutable(Path.of(program)))
                .findFirst();
    }
}
