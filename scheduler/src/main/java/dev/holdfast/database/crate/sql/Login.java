package dev.holdfast.database.crate.sql;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A database user. The password is in no text that is printed. */
public record Login(String user, String password) {

    /** For the Authorization header. */
    String basic() {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return user;
    }
}
