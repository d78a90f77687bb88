package dev.holdfast.database.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Chore;
import dev.holdfast.database.Launch;
import dev.holdfast.database.PackageText;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class CassandraLaunchTest {

    private final Scene scene = new Scene(3);
    private final CassandraLaunch launches = new CassandraLaunch(
            CassandraDescriptor.parse(CassandraPackage.resource(CassandraPackage.DESCRIPTOR)),
            CassandraPackage.resource(CassandraPackage.START_SCRIPT),
            PackageText.choreScript());

    private Launch launch(int node) {
        return launches.launch(scene.view(), Scene.node(node), 7);
    }

    private String file(int node, String name) {
        return launch(node).files().getOrDefault("cassandra/" + name, "");
    }

    private JsonNode yaml(int node) {
        return new YAMLMapper().readTree(file(node, "cassandra.yaml"));
    }

    private String seeds(int node) {
        return yaml(node).at("/seed_provider/0/parameters/0/seeds").asString();
    }

    private void settings(String... keysAndValues) {
        TreeMap<String, String> settings = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        scene.target = scene.target.withSettings(settings);
    }

    private void group(long heap, List<String> jvm) {
        GroupSpec old = scene.target.group("node").orElseThrow();
        scene.target = scene.target.with(new GroupSpec(
                old.name(),
                old.count(),
                old.cpusMilli(),
                heap * 2,
                heap,
                old.diskMegabytes(),
                old.diskKind(),
                jvm,
                old.constraint(),
                old.ports(),
                old.settings(),
                new TreeMap<>(Map.of(1, new TreeMap<>(Map.of("concurrent_reads", "64")))),
                old.released()));
    }

    @Test
    void a_node_listens_on_its_own_address_and_is_told_the_seeds() {
        JsonNode yaml = yaml(1);
        assertThat(yaml.path("cluster_name").asString()).isEqualTo("ring");
        assertThat(yaml.path("listen_address").asString()).isEqualTo("127.0.0.11");
        assertThat(yaml.path("rpc_address").asString()).isEqualTo("127.0.0.11");
        assertThat(yaml.path("storage_port").asString()).isEqualTo("7000");
        assertThat(yaml.path("native_transport_port").asString()).isEqualTo("9042");
        assertThat(yaml.path("num_tokens").asString()).isEqualTo("16");
        assertThat(seeds(1)).isEqualTo("127.0.0.10,127.0.0.11");
        assertThat(yaml.has("data_file_directories"))
                .as("only its start knows where the volume is")
                .isFalse();
    }

    @Test
    void one_that_joins_or_takes_the_place_of_another_is_not_its_own_seed() {
        scene.renewed(1);
        assertThat(seeds(1)).isEqualTo("127.0.0.10");
        assertThat(file(1, "jvm.options")).contains("\"-Dcassandra.replace_address_first_boot=127.0.0.11\"");
        assertThat(file(0, "jvm.options")).doesNotContain("replace_address");
    }

    @Test
    void the_users_settings_win_from_the_cluster_to_the_node_but_never_over_identity() {
        settings("concurrent_reads", "48", "listen_address", "10.0.0.1", "num_tokens", "4");
        group(1024, List.of());
        assertThat(yaml(0).path("concurrent_reads").asString()).isEqualTo("48");
        assertThat(yaml(1).path("concurrent_reads").asString()).isEqualTo("64");
        assertThat(yaml(0).path("num_tokens").asString()).isEqualTo("4");
        assertThat(yaml(0).path("listen_address").asString()).isEqualTo("127.0.0.10");
    }

    @Test
    void a_name_with_dots_is_a_value_inside_a_value_and_brackets_are_kept() {
        settings(
                "client_encryption_options", "{enabled: true, optional: false}",
                "client_encryption_options.keystore", "/etc/k \"x\".p12",
                "memtable.configurations.trie.class_name", "TrieMemtable",
                "audit_logging_options.included_keyspaces", "a,b",
                "auth_write_consistency_level", "EACH_QUORUM");
        JsonNode encryption = yaml(0).path("client_encryption_options");
        assertThat(encryption.path("enabled").asBoolean()).isTrue();
        assertThat(encryption.path("optional").asBoolean(true)).isFalse();
        assertThat(encryption.path("keystore").asString()).isEqualTo("/etc/k \"x\".p12");
        assertThat(yaml(0).at("/memtable/configurations/trie/class_name").asString())
                .isEqualTo("TrieMemtable");
        assertThat(file(0, "cassandra.yaml").lines()).isSorted();
    }

    @Test
    void a_value_with_an_open_bracket_is_refused_before_cassandra_could() {
        settings("seed_gossip_probability", "[1");
        assertThat(launches.problems(scene.target, Optional.empty()))
                .singleElement()
                .satisfies(problem -> assertThat(problem.path()).isEqualTo("settings.seed_gossip_probability"));
        settings("seed_gossip_probability", "1.0", "data_disk_usage_max_disk_size", "[a, {b: c}]");
        assertThat(launches.problems(scene.target, Optional.empty())).isEmpty();
    }

    @Test
    void a_secret_is_a_variable_and_in_no_file() {
        settings("client_encryption_options.keystore_password", "${secret:ring-keystore}");
        Launch launch = launch(0);
        assertThat(launch.environment())
                .containsExactly(new TaskSpec.Variable("HOLDFAST_SECRET_RING_KEYSTORE", "ring-keystore", true));
        assertThat(file(0, "cassandra.yaml")).contains("\"keystore_password\":\"${HOLDFAST_SECRET_RING_KEYSTORE}\"");
        assertThat(file(0, "jvm.options")).contains("\"-Dcassandra.config=holdfast:cassandra/cassandra.yaml\"");
        assertThat(file(0, "node.conf")).contains("secrets='ring-keystore'\n");
        settings();
        assertThat(file(0, "jvm.options")).contains("\"-Dcassandra.config=file:cassandra/cassandra.yaml\"");
    }

    @Test
    void small_heaps_start_fast_and_large_ones_run_well() {
        group(512, List.of());
        assertThat(file(0, "jvm.options"))
                .contains("\"-Xmx512m\"", "\"-XX:+UseSerialGC\"", "\"-XX:TieredStopAtLevel=1\"")
                .doesNotContain("G1", "-Xms");
        assertThat(file(0, "node.conf")).contains("sizes_objects='no'");
        group(8192, List.of());
        assertThat(file(0, "jvm.options"))
                .contains("\"-Xmx8192m\"", "\"-Xms8192m\"", "\"-XX:+UseG1GC\"", "\"-XX:MaxDirectMemorySize=4096m\"")
                .doesNotContain("Serial", "TieredStopAtLevel");
        assertThat(file(0, "node.conf")).contains("sizes_objects='yes'");
        group(8192, List.of("-XX:+UseZGC"));
        assertThat(file(0, "jvm.options")).contains("\"-XX:+UseZGC\"").doesNotContain("G1");
    }

    @Test
    void management_is_open_on_the_nodes_machine_only() {
        assertThat(file(2, "jvm.options"))
                .contains("jmxremote.host=127.0.0.12\"", "jmxremote.port=7199\"")
                .contains("\"-Dholdfast.listens=127.0.0.12:7000,127.0.0.12:9042,127.0.0.12:9406\"");
    }

    @Test
    void on_one_machine_a_joining_node_waits_less_unless_told_otherwise() {
        assertThat(file(0, "jvm.options")).contains("\"-Dcassandra.ring_delay_ms=5000\"", "gossip_settle");
        scene.options("ring-delay", "60s");
        assertThat(file(0, "jvm.options")).contains("\"-Dcassandra.ring_delay_ms=60000\"");
        scene.options("ring-delay", "soon");
        assertThat(launches.problems(scene.target, Optional.empty())).hasSize(1);
    }

    @Test
    void the_rack_is_the_zone_or_an_attribute_and_one_for_all_else() {
        assertThat(file(0, "cassandra-rackdc.properties")).isEqualTo("dc=dc1\nrack=rack1\n");
        scene.at(0).rack = "eu west/1";
        scene.options("dc", "berlin");
        assertThat(file(0, "cassandra-rackdc.properties")).isEqualTo("dc=berlin\nrack=eu_west_1\n");
    }

    @Test
    void what_takes_effect_at_the_next_start_is_no_reason_for_one() {
        Map<String, String> before = launches.inputs(scene.target, Scene.node(0));
        scene.count(5);
        scene.options("seeds", "3", "repair-every", "12h");
        assertThat(launches.inputs(scene.target, Scene.node(0))).isEqualTo(before);
        scene.options("dc", "berlin");
        assertThat(launches.inputs(scene.target, Scene.node(0))).isNotEqualTo(before);
    }

    @Test
    void all_nodes_take_the_same_software_and_a_java_if_one_is_given() {
        assertThat(launches.software(scene.target)).containsExactly("node", "cassandra-5.0.9");
        ClusterSpec old = scene.target;
        scene.target = new ClusterSpec(
                old.name(),
                old.packageName(),
                old.version(),
                old.user(),
                old.role(),
                old.settings(),
                old.options(),
                new TreeMap<>(Map.of("java", "/opt/jre.tar.gz")),
                old.groups());
        assertThat(launches.software(scene.target)).containsExactly("node", "cassandra-5.0.9", "java");
    }

    @Test
    void chores_run_beside_their_node_and_nowhere_else() {
        Launch repair = beside(CassandraChores.repairAll(Scene.node(1)).with(CassandraChores.KEYSPACE, "shop"));
        assertThat(repair.command())
                .isEqualTo("exec sh chore/chore.sh '--jmx' '127.0.0.11:7199' 'repair' '--all' 'shop'");
        assertThat(repair.software()).containsExactly("node");
        assertThat(repair.volumePath()).isEmpty();
        assertThat(beside(CassandraChores.repair(Scene.node(1))).command()).endsWith("'repair'");
        assertThat(beside(Chore.on(Scene.node(1), CassandraChores.SNAPSHOT).with(CassandraChores.TAG, "it's"))
                        .command())
                .endsWith("'snapshot' 'it'\\''s'");
        assertThat(beside(Chore.on(Scene.node(1), CassandraChores.DECOMMISSION).with(CassandraChores.FORCE, "true"))
                        .command())
                .endsWith("'decommission' '--force'");
        assertThat(beside(Chore.on(Scene.node(1), CassandraChores.DRAIN).with("for", "nonce"))
                        .command())
                .endsWith("'drain'");
        assertThat(launches.beside(Chore.on(Scene.node(9), CassandraChores.DRAIN), scene.view()))
                .isEmpty();
        assertThat(launches.beside(Chore.on(Scene.node(1), "dance"), scene.view()))
                .isEmpty();
    }

    @Test
    void a_backup_runs_beside_its_node_with_its_volume_and_cassandras_own_libraries() {
        Chore save = Chore.on(Scene.node(1), RingBackups.SAVE)
                .with(RingBackups.STORE, "/mnt/backups")
                .with(RingBackups.SOURCE, "ring")
                .with(RingBackups.NAME, "b1")
                .with(RingBackups.NODES, "node-0,node-1")
                .with(RingBackups.AT, "2026-11-22T00:00:00Z")
                .with(CassandraChores.TAG, "holdfast-b1");
        Launch launch = beside(save);
        assertThat(launch.volumePath()).isEqualTo("data");
        assertThat(launch.software()).containsExactly("node", "cassandra-5.0.9");
        assertThat(launch.command())
                .contains("'save' '--store' '/mnt/backups' '--cluster' 'ring' '--backup' 'b1'")
                .contains("'--cql' '127.0.0.11:9042'", "'--data' 'data/data' '--snapshot' 'holdfast-b1'");
        assertThat(launch.files().get("chore/chore.conf"))
                .contains("main='dev.holdfast.node.backup.BackupTool'", "software='node cassandra-5.0.9'");
        Chore load = Chore.on(Scene.node(1), RingBackups.RESTORE_LOAD)
                .with(RingBackups.PART, "1")
                .with(RingBackups.OF, "3");
        assertThat(beside(load).command()).contains("'--storage-port' '7000'", "'--part' '1' '--of' '3'");
        assertThat(beside(load).files()).containsKeys("chore/cassandra.yaml", "chore/jvm.options");
    }

    private Launch beside(Chore chore) {
        return launches.beside(chore, scene.view()).orElseThrow();
    }
}
