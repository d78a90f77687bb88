package dev.holdfast.node;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the admin of a CrateDB cluster, from a node's own machine: only there CrateDB trusts its superuser, who has no password.
 * Called as {@code CrateAdmin URL NAME PID KEYSTORE}; the password is in the environment, where nobody else sees it. Goes on until the
 * node takes statements, or its process is over. Every node does this at every start; what is there already is left as it is, but for
 * a password that is no longer right.
 */
public final class CrateAdmin {

    static final String PASSWORD = "HOLDFAST_ADMIN_PASSWORD";
    static final String LOCK = "HOLDFAST_KEYSTORE_PASSWORD";

    private static final int CONNECT_MILLIS = 5_000;

    /** Without a master CrateDB answers some statements after 60 seconds. */
    private static final int READ_MILLIS = 90_000;

    private static final long PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private static final int OK = 200;
    private static final int DENIED = 401;
    private static final int EXISTS = 409;

    private final String url;
    private final String name;
    private final String password;
    private final Tls tls;

    CrateAdmin(String url, String name, String password, Tls tls) {
        this.url = url;
        this.name = name;
        this.password = password;
        this.tls = tls;
    }

    /** How a try ended. */
    enum Outcome {
        /** The admin is there, and has the password. */
        DONE,
        /** CrateDB does not trust its superuser from here: its rules are the user's own. */
        REFUSED,
        /** It does not take statements yet. */
        LATER
    }

    /** See the class. */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> environment = System.getenv();
        String password = environment.getOrDefault(PASSWORD, "");
        String lock = environment.getOrDefault(LOCK, "");
        if (arguments.length < 4 || password.isEmpty()) {
            System.err.println("refused: a URL, a name, a process id, a keystore and a password are needed");
            System.err.println("remedy: leave this to start.sh");
            System.exit(2);
        }
        Tls tls = arguments[3].isEmpty() ? Tls.anybody() : Tls.signedBy(Path.of(arguments[3]), lock);
        CrateAdmin admin = new CrateAdmin(arguments[0], arguments[1], password, tls);
        Optional<ProcessHandle> node = ProcessHandle.of(Long.parseLong(arguments[2]));
        long pause = PAUSE_MILLIS;
        while (node.isPresent() && node.get().isAlive()) {
            Outcome outcome = admin.attempt();
            if (outcome != Outcome.LATER) {
                System.out.println(
                        outcome == Outcome.DONE
                                ? "admin '" + admin.name + "' is there, with the password of the scheduler's secrets"
                                : "warning: admin '" + admin.name + "' was not made: CrateDB does not let its superuser"
                                        + " in from here, by settings of auth.host_based");
                return;
            }
            Thread.sleep(pause);
            pause = Math.min(LONGEST_PAUSE_MILLIS, pause + PAUSE_MILLIS);
        }
    }

    /** Tries once. */
    Outcome attempt() {
        try {
            int made = ask("create user \"" + name + "\" with (password = ?)", Optional.of(password), false);
            if (made == DENIED) {
                return Outcome.REFUSED;
            }
            if (made == EXISTS && ask("select 1", Optional.empty(), true) == DENIED) {
                made = ask("alter user \"" + name + "\" set (password = ?)", Optional.of(password), false);
            }
            boolean there = made == OK || made == EXISTS;
            return there && ask("grant all privileges to \"" + name + "\"", Optional.empty(), false) == OK
                    ? Outcome.DONE
                    : Outcome.LATER;
        } catch (IOException e) {
            return Outcome.LATER; // nobody listens yet
        }
    }

    /** The status; as the superuser, who needs no password, or as the admin, who does. */
    private int ask(String statement, Optional<String> argument, boolean asAdmin) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(url + "/_sql").openConnection();
        tls.applyTo(connection);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
        String login = asAdmin ? name + ":" + password : "crate:";
        connection.setRequestProperty(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
        JsonLine request = new JsonLine().add("stmt", statement);
        argument.ifPresent(text -> request.add("args", new String[] {text}));
        connection.getOutputStream().write(request.end().getBytes(StandardCharsets.UTF_8));
        int status = connection.getResponseCode();
        try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            if (body != null) {
                body.readAllBytes();
            }
        }
        return status;
    }
}
