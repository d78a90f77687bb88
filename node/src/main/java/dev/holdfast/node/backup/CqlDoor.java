package dev.holdfast.node.backup;

import java.util.Map;
import java.util.Optional;

/**
 * How a node's native transport is entered.
 *
 * @param endpoint {@code address:port}
 * @param user who logs in; empty where nobody has to
 * @param authority who signs nodes' certificates; empty where they speak in the clear
 */
record CqlDoor(String endpoint, String user, String password, Optional<Authority> authority) {

    static final String USER = "HOLDFAST_CQL_USER";
    static final String PASSWORD = "HOLDFAST_CQL_PASSWORD";

    /** @param environment where user and password are, if there are any: no process list and no file has them */
    static CqlDoor of(String endpoint, Map<String, String> environment) throws RefusedException {
        String user = environment.getOrDefault(USER, "").strip();
        String password = environment.getOrDefault(PASSWORD, "");
        if (!user.isEmpty() && password.isEmpty()) {
            throw new RefusedException(
                    "the password of " + user + " did not come",
                    "write it to the scheduler's secrets, mode 0600; and have environment_secret in --isolation of the Mesos"
                            + " agents");
        }
        return new CqlDoor(endpoint, user, password, Authority.in(environment));
    }

    String address() {
        return endpoint.substring(0, endpoint.lastIndexOf(':'));
    }

    String port() {
        return endpoint.substring(endpoint.lastIndexOf(':') + 1);
    }

    boolean hasUser() {
        return !user.isEmpty();
    }

    @Override
    public String toString() {
        return endpoint + (hasUser() ? " as " + user : "");
    }
}
