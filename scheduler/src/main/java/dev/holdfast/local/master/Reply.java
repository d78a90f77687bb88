package dev.holdfast.local.master;

import com.google.protobuf.Message;
import java.util.Optional;

/**
 * The answer to the one who called.
 *
 * @param status as in HTTP
 * @param text plain text, mostly for a person; may be empty
 * @param body a message instead of the text
 */
public record Reply(int status, String text, Optional<Message> body) {

    static final Reply ACCEPTED = new Reply(202, "", Optional.empty());
    static final Reply OK = new Reply(200, "", Optional.empty());

    static Reply refused(int status, String why) {
        return new Reply(status, why, Optional.empty());
    }

    static Reply bad(String why) {
        return refused(400, why);
    }

    static Reply with(Message body) {
        return new Reply(200, "", Optional.of(body));
    }
}
