package dev.holdfast.node.backup;

import com.datastax.driver.core.PlainTextAuthProvider;
import java.util.Map;

/**
 * Who logs in, from this process's own variables. Cassandra's bulk loader makes one of these by its name, so that no password stands among its
 * arguments.
 */
public final class Login extends PlainTextAuthProvider {

    public Login() {
        this(System.getenv());
    }

    private Login(Map<String, String> environment) {
        super(environment.getOrDefault(CqlDoor.USER, ""), environment.getOrDefault(CqlDoor.PASSWORD, ""));
    }
}
