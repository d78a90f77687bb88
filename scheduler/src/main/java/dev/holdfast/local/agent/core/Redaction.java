package dev.holdfast.local.agent.core;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.holdfast.mesos.v1.Secret;
import java.util.List;
import java.util.Map;

/**
 * Messages without the values of the secrets in them: those are for a task's process and for nobody who reads files.
 */
public final class Redaction {

    private Redaction() {}

    /** The message, with every secret's value left out however deep it is. */
    @SuppressWarnings("unchecked") // A builder made from an M builds an M.
    public static <M extends Message> M of(M message) {
        Message.Builder copy = message.toBuilder();
        boolean changed = false;
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE || field.isMapField()) {
                continue;
            }
            if (field.isRepeated()) {
                List<?> elements = (List<?>) entry.getValue();
                for (int i = 0; i < elements.size(); i++) {
                    Message element = (Message) elements.get(i);
                    Message clean = clean(element);
                    if (!sameInstance(clean, element)) {
                        copy.setRepeatedField(field, i, clean);
                        changed = true;
                    }
                }
            } else {
                Message value = (Message) entry.getValue();
                Message clean = clean(value);
                if (!sameInstance(clean, value)) {
                    copy.setField(field, clean);
                    changed = true;
                }
            }
        }
        return changed ? (M) copy.build() : message;
    }

    private static Message clean(Message message) {
        if (message instanceof Secret secret) {
            return secret.hasValue() ? secret.toBuilder().clearValue().build() : secret;
        }
        return of(message);
    }

    @SuppressWarnings("ReferenceEquality") // The same instance comes back when nothing had to be left out.
    private static boolean sameInstance(Message a, Message b) {
        return a == b;
    }
}
