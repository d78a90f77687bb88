package dev.holdfast.mesos;

import java.io.IOException;

/** Bytes from Mesos that are not the message they should be. */
final class MalformedMessageException extends IOException {

    private static final long serialVersionUID = 1L;

    MalformedMessageException(String message, Throwable cause) {
        super(message, cause);
    }

    MalformedMessageException(String message) {
        super(message);
    }
}
