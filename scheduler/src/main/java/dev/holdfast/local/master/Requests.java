package dev.holdfast.local.master;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.holdfast.local.wire.MalformedMessageException;
import dev.holdfast.local.wire.MesosJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads calls from requests and says how to answer; knows headers and bytes, no server. */
final class Requests {

    static final String JSON = "application/json";
    static final String PROTOBUF = "application/x-protobuf";

    private Requests() {}

    /** A request that is answered without asking the master. */
    static final class Rejected extends Exception {

        private static final long serialVersionUID = 1L;

        final transient Reply reply;

        Rejected(Reply reply) {
            super(reply.text());
            this.reply = reply;
        }
    }

    /** The call in a body; an empty header means that there is none. */
    @SuppressWarnings("unchecked") // parser and prototype are of one type
    static <M extends Message> M parse(String contentType, byte[] body, M prototype) throws Rejected {
        String type = mediaType(contentType);
        String name = prototype.getDescriptorForType().getName();
        if (type.isEmpty()) {
            throw new Rejected(Reply.bad("Expecting 'Content-Type' to be present"));
        }
        try {
            if (type.equals(JSON)) {
                return MesosJson.parse(body, prototype);
            }
            if (type.equals(PROTOBUF)) {
                return (M) prototype.getParserForType().parseFrom(body);
            }
        } catch (MalformedMessageException wrong) {
            throw new Rejected(Reply.bad(wrong.getMessage() == null ? "" : wrong.getMessage()));
        } catch (InvalidProtocolBufferException wrong) {
            throw new Rejected(Reply.bad("Failed to parse body into " + name + " protobuf"));
        }
        throw new Rejected(Reply.refused(415, "Expecting 'Content-Type' of " + JSON + " or " + PROTOBUF));
    }

    /** The form the caller wants to be answered in. */
    static String accepted(String accept) throws Rejected {
        if (accept.isBlank()) {
            return JSON;
        }
        boolean protobuf = false;
        for (String one : accept.split(",", -1)) {
            String type = mediaType(one);
            if (type.equals(JSON) || type.equals("*/*") || type.equals("application/*")) {
                return JSON;
            }
            protobuf |= type.equals(PROTOBUF);
        }
        if (protobuf) {
            return PROTOBUF;
        }
        throw new Rejected(Reply.refused(406, "Expecting 'Accept' to allow " + JSON + " or " + PROTOBUF));
    }

    static byte[] encode(String mediaType, Message message) {
        return mediaType.equals(PROTOBUF) ? message.toByteArray() : MesosJson.bytes(message);
    }

    private static String mediaType(String header) {
        int parameters = header.indexOf(';');
        return (parameters < 0 ? header : header.substring(0, parameters))
                .trim()
                .toLowerCase(Locale.ROOT);
    }

    /**
     * Who calls: empty when nobody has to say so.
     *
     * @throws Rejected with 401 when it is needed and wrong
     */
    static Optional<String> principal(Map<String, String> credentials, String authorization) throws Rejected {
        if (credentials.isEmpty()) {
            return Optional.empty();
        }
        if (authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            try {
                String pair = new String(
                        Base64.getDecoder().decode(authorization.substring(6).trim()), StandardCharsets.UTF_8);
                int colon = pair.indexOf(':');
                String principal = colon < 0 ? pair : pair.substring(0, colon);
                String secret = colon < 0 ? "" : pair.substring(colon + 1);
                String expected = credentials.get(principal);
                if (expected != null && isSame(expected, secret)) {
                    return Optional.of(principal);
                }
            } catch (IllegalArgumentException notBase64) {
                throw new Rejected(Reply.refused(401, "Invalid credentials"));
            }
        }
        throw new Rejected(Reply.refused(401, authorization.isEmpty() ? "" : "Invalid credentials"));
    }

    private static boolean isSame(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
