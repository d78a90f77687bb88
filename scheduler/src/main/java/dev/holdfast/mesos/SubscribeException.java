package dev.holdfast.mesos;

import java.io.IOException;

/** No master took our SUBSCRIBE; the message says why and what to do about it. */
final class SubscribeException extends IOException {

    private static final long serialVersionUID = 1L;

    SubscribeException(String message) {
        super(message);
    }
}
