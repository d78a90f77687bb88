package dev.holdfast.database.kafka;

import static dev.holdfast.database.kafka.Scene.broker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Launch;
import dev.holdfast.model.TaskSpec;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaSecretsTest {

    private static final String KEY = "ssl.key.password";

    private final Scene scene = new Scene(3, 3);

    private Launch launch() {
        return scene.rules.launch(scene.view(), broker(0), 1);
    }

    private Properties server() throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(launch().files().getOrDefault("kafka/server.properties", "")));
        return properties;
    }

    /** As Kafka itself reads it. */
    private static String read(Properties properties, String key) {
        ConfigDef definition = new ConfigDef().define(key, ConfigDef.Type.PASSWORD, ConfigDef.Importance.HIGH, "");
        Map<String, Object> values = new TreeMap<>();
        properties.forEach((name, value) -> values.put(name.toString(), value));
        Password password = new AbstractConfig(definition, values, false).getPassword(key);
        return password.value();
    }

    @Test
    void a_secret_travels_as_a_variable_and_no_file_has_more_than_its_place() throws IOException {
        scene.settings(KEY, "${secret:store-key}");
        assertThat(launch().environment())
                .containsExactly(new TaskSpec.Variable("HOLDFAST_SECRET_STORE_KEY", "store-key", true));
        assertThat(server())
                .containsEntry(KEY, "${env:HOLDFAST_SECRET_STORE_KEY}")
                .containsEntry("config.providers", "env")
                .containsEntry(
                        "config.providers.env.class", "org.apache.kafka.common.config.provider.EnvVarConfigProvider");
        assertThat(launch().files().getOrDefault("kafka/node.conf", "")).contains("secrets='store-key'\n");
    }

    @Test
    void kafka_reads_from_the_environment_what_is_rendered_so() throws IOException {
        scene.settings(KEY, "${env:PATH}");
        assertThat(read(server(), KEY)).isEqualTo(System.getenv("PATH"));
    }

    @Test
    void a_file_on_the_agent_is_read_by_kafka_without_passing_through_here(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("secrets.properties"), "key=hush\n");
        scene.settings(KEY, "${file:" + file + ":key}");
        assertThat(launch().environment()).isEmpty();
        assertThat(server()).containsEntry("config.providers", "file");
        assertThat(read(server(), KEY)).isEqualTo("hush");
    }

    @Test
    void providers_that_the_user_set_up_stay_as_they_are() throws IOException {
        scene.settings(
                KEY,
                "${secret:key}",
                "config.providers",
                "vault, env",
                "config.providers.env.class",
                "org.example.Env");
        assertThat(server())
                .containsEntry("config.providers", "vault,env")
                .containsEntry("config.providers.env.class", "org.example.Env");
    }

    @Test
    void without_secrets_nothing_is_added() throws IOException {
        assertThat(server()).doesNotContainKey("config.providers");
        assertThat(launch().environment()).isEmpty();
    }
}
