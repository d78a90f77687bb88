package dev.holdfast.store;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.holdfast.database.Stage;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.ExecutorId;
import dev.holdfast.model.FrameworkId;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.OperationId;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.TaskId;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Our records as JSON: components only, identifiers as plain texts, alternatives named by their type. */
final class Json {

    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "kind")
    private interface Named {}

    private Json() {}

    static JsonMapper mapper() {
        SimpleModule identifiers = new SimpleModule("identifiers");
        text(identifiers, AgentId.class, AgentId::value, AgentId::new);
        text(identifiers, ClusterName.class, ClusterName::value, ClusterName::new);
        text(identifiers, ExecutorId.class, ExecutorId::value, ExecutorId::new);
        text(identifiers, FrameworkId.class, FrameworkId::value, FrameworkId::new);
        text(identifiers, OfferId.class, OfferId::value, OfferId::new);
        text(identifiers, OperationId.class, OperationId::value, OperationId::new);
        text(identifiers, TaskId.class, TaskId::value, TaskId::new);
        text(
                identifiers,
                NodeId.class,
                NodeId::toString,
                value ->
                        NodeId.parse(value).orElseThrow(() -> new IllegalArgumentException("not a node id: " + value)));
        return JsonMapper.builder()
                .changeDefaultVisibility(visibility -> visibility
                        .withFieldVisibility(Visibility.ANY)
                        .withGetterVisibility(Visibility.NONE)
                        .withIsGetterVisibility(Visibility.NONE))
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES) // no component is ever null
                .addMixIn(Quantity.class, Named.class)
                .addMixIn(Stage.class, Named.class)
                .addModule(identifiers)
                .build();
    }

    private static <T> void text(
            SimpleModule module, Class<T> type, Function<T, String> write, Function<String, T> read) {
        module.addSerializer(type, new StdSerializer<T>(type) {
            @Override
            public void serialize(T value, JsonGenerator json, SerializationContext context) {
                json.writeString(write.apply(value));
            }
        });
        module.addDeserializer(type, new StdDeserializer<T>(type) {
            @Override
            public T deserialize(JsonParser json, DeserializationContext context) {
                return read.apply(json.getString());
            }
        });
    }
}
