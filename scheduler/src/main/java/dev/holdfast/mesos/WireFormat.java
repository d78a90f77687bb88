package dev.holdfast.mesos;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.Locale;

/** How messages are written on the wire. */
public enum WireFormat {
    PROTOBUF("application/x-protobuf") {
        @Override
        byte[] write(Message message) {
            return message.toByteArray();
        }

        @Override
        @SuppressWarnings("unchecked") // the parser of M gives M
        <M extends Message> M read(byte[] bytes, M prototype) throws MalformedMessageException {
            try {
                return (M) prototype.getParserForType().parseFrom(bytes);
            } catch (InvalidProtocolBufferException broken) {
                throw new MalformedMessageException(
                        "not a protobuf " + prototype.getDescriptorForType().getFullName() + ": " + broken.getMessage(),
                        broken);
            }
        }
    },

    JSON("application/json") {
        @Override
        byte[] write(Message message) {
            return JsonMessages.write(message);
        }

        @Override
        <M extends Message> M read(byte[] bytes, M prototype) throws MalformedMessageException {
            return JsonMessages.read(bytes, prototype);
        }
    };

    private final String contentType;

    WireFormat(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    abstract byte[] write(Message message);

    abstract <M extends Message> M read(byte[] bytes, M prototype) throws MalformedMessageException;

    /** {@code json} or, for anything else, protobuf. */
    static WireFormat named(String name) {
        return name.toLowerCase(Locale.ROOT).equals("json") ? JSON : PROTOBUF;
    }
}
