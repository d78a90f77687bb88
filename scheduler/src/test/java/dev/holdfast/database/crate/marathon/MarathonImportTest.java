package dev.holdfast.database.crate.marathon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.DatabasePackage;
import dev.holdfast.database.crate.CratePackage;
import dev.holdfast.database.crate.marathon.Remark.Kind;
import dev.holdfast.database.crate.sql.CrateDriver;
import dev.holdfast.placement.ConstraintParser;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import dev.holdfast.spec.SpecReader;
import dev.holdfast.spec.SpecRules;
import dev.holdfast.spec.Verdict;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MarathonImportTest {

    private final DatabasePackage crate = new CratePackage(new CrateDriver(Clock.systemUTC()));
    private final SpecRules specs =
            SpecRules.of(new TreeMap<>(Map.of("crate", crate.descriptor())), ConstraintParser::error, "holdfast");

    private Imported read(String json) {
        return new MarathonImport(specs, crate.rules()).read("app.json", json);
    }

    private Imported.Spec made(String json) {
        Imported imported = read(json);
        assertThat(imported).as(imported.toString()).isInstanceOf(Imported.Spec.class);
        return (Imported.Spec) imported;
    }

    /** What the scheduler would make of it; there is nothing wrong with it. */
    private ClusterSpec spec(Imported.Spec made) {
        Verdict verdict = new SpecReader(specs).read(made.yaml());
        assertThat(verdict.problems()).as(made.yaml()).isEmpty();
        ClusterSpec spec = verdict.spec().orElseThrow();
        assertThat(crate.rules().validate(spec, Optional.empty()))
                .as(made.yaml())
                .isEmpty();
        return spec;
    }

    private static GroupSpec data(ClusterSpec spec) {
        return spec.group("data").orElseThrow();
    }

    private static List<String> remarks(Imported.Spec made, Kind kind) {
        return made.remarks().stream()
                .filter(remark -> remark.kind() == kind)
                .map(Remark::toString)
                .toList();
    }

    /** The text of the only remark on a part. */
    private static String on(Imported.Spec made, Kind kind, String what) {
        List<Remark> found = made.remarks().stream()
                .filter(remark -> remark.kind() == kind && remark.what().equals(what))
                .toList();
        assertThat(found).as(made.remarks().toString()).hasSize(1);
        return found.get(0).text();
    }

    /** An app that runs Crate, with more in it. */
    private static String app(String more) {
        return "{\"id\":\"db\",\"instances\":3,\"cmd\":\"crate\"" + (more.isEmpty() ? "" : "," + more) + "}";
    }

    private static String commanded(String arguments) {
        return app("").replace("\"crate\"", "\"crate " + arguments + "\"");
    }

    private void refused(String json, String cause, String remedy) {
        assertThat(read(json)).isInstanceOfSatisfying(Imported.Refused.class, refused -> {
            assertThat(refused.cause()).contains(cause).doesNotContain("\n");
            assertThat(refused.remedy()).contains(remedy);
        });
    }

    @Test
    void the_recipe_with_a_list_of_hosts_becomes_a_spec() {
        Imported.Spec made = made(Recipes.UNICAST);

        assertThat(made.yaml()).isEqualTo("""
            # From the Marathon app /prod/tables-unicast
            name: prod-tables-unicast
            package: crate
            version: 6.4.3
            options:
              data-path: /srv/tables
            groups:
              data:
                count: 3
                cpus: 1
                memory: 2014 MB
                heap: 1 GB
            """);
        ClusterSpec spec = spec(made);
        assertThat(data(spec).memoryMegabytes()).isEqualTo(2014);
        assertThat(data(spec).heapMegabytes()).isEqualTo(1024);
        assertThat(data(spec).constraint()).isEmpty();
        assertThat(on(made, Kind.CHANGED, "version"))
                .startsWith("image crate/crate:0.47.3 becomes CrateDB 6.4.3, of which Holdfast knows ")
                .contains("COPY TO");
        assertThat(on(made, Kind.DROPPED, "env CRATE_HOSTS"))
                .contains("at each of its starts")
                .contains("agent-b:4300");
        assertThat(on(made, Kind.DROPPED, "setting zen.discovery.minimum_master_nodes"))
                .contains("quorum is CrateDB's own");
        assertThat(on(made, Kind.DROPPED, "container")).contains("no Docker");
        assertThat(on(made, Kind.DROPPED, "docker.privileged")).contains("root");
        assertThat(on(made, Kind.DROPPED, "volume /tmp at /tmp")).contains("the agent's own files");
        assertThat(on(made, Kind.KEPT, "volume /srv/tables at /data")).contains("there on every agent");
        assertThat(on(made, Kind.KEPT, "constraint [hostname,UNIQUE]")).contains("an agent of its own");
        assertThat(on(made, Kind.KEPT, "network HOST")).isNotEmpty();
    }

    @Test
    void the_recipe_with_a_bridge_and_an_overlay_becomes_a_spec_without_them() {
        Imported.Spec made = made(Recipes.WEAVE);

        ClusterSpec spec = spec(made);
        assertThat(spec.name().value()).isEqualTo("tables-weave");
        assertThat(spec.options().get("data-path")).isEmpty();
        assertThat(data(spec).count()).isEqualTo(3);
        assertThat(data(spec).cpusMilli()).isEqualTo(200);
        assertThat(data(spec).ports()).containsEntry("http", 4200).containsEntry("transport", 4300);
        assertThat(on(made, Kind.DROPPED, "network BRIDGE")).contains("its agent's own network");
        assertThat(on(made, Kind.DROPPED, "Weave, in the app's id"))
                .contains("multicast")
                .contains("has no more");
        assertThat(on(made, Kind.KEPT, "port mapping 4200 -> 4200")).contains("without a mapping");
        assertThat(on(made, Kind.CHANGED, "data")).contains("a reserved volume of its own");
    }

    @Test
    void a_known_release_stays_and_of_another_the_nearest_known_is_taken() {
        assertThat(made(app("\"container\":{\"docker\":{\"image\":\"crate:6.4.2\"}}"))
                        .yaml())
                .contains("version: 6.4.2");
        assertThat(made(app("\"container\":{\"docker\":{\"image\":\"registry.local:5000/x/cratedb:6.3\"}}"))
                        .yaml())
                .contains("version: 6.3.7");
        Imported.Spec latest = made(app("\"container\":{\"docker\":{\"image\":\"crate\"}}"));
        assertThat(on(latest, Kind.CHANGED, "version")).contains("the tag named none");
        Imported.Spec tarball = made("{\"id\":\"db\",\"instances\":1,\"cmd\":\"./crate-6.4.2/bin/crate\","
                + "\"fetch\":[{\"uri\":\"http://files/crate-6.4.2.tar.gz\"},{\"uri\":\"http://files/jre.tgz\"}]}");
        assertThat(spec(tarball).artifacts()).containsEntry("crate-6.4.2", "http://files/crate-6.4.2.tar.gz");
        assertThat(on(tarball, Kind.DROPPED, "uris")).startsWith("http://files/jre.tgz");
    }

    @Test
    void settings_of_the_command_are_passed_on_but_for_those_that_are_holdfasts() {
        Imported.Spec made = made(commanded("-Cstats.enabled=true -C stats.jobs_log_size=50 -Des.cluster.name=prod"
                + " -Cnode.name=$HOST -Cnetwork.host=0.0.0.0 -Cgateway.expected_nodes=3 -Cgateway.recover_after_time=5m"
                + " -Cdiscovery.seed_hosts=a,b -Cpath.logs=/logs -Cnode.attr.rack=$RACK"));

        ClusterSpec spec = spec(made);
        assertThat(spec.settings())
                .containsOnlyKeys("stats.enabled", "stats.jobs_log_size", "gateway.recover_after_time");
        assertThat(spec.options()).containsEntry("cluster-name", "prod");
        assertThat(remarks(made, Kind.DROPPED))
                .anyMatch(text -> text.startsWith("setting node.name: "))
                .anyMatch(text -> text.startsWith("setting network.host: ") && text.endsWith("(it was 0.0.0.0)"))
                .anyMatch(text -> text.startsWith("setting gateway.expected_nodes: "))
                .anyMatch(text -> text.startsWith("setting discovery.seed_hosts: "))
                .anyMatch(text -> text.startsWith("setting path.logs: "))
                .anyMatch(text -> text.startsWith("setting node.attr.rack: ") && text.contains("'$RACK'"));
    }

    @Test
    void what_no_spec_may_hold_is_dropped_with_the_reason_and_never_said_to_be_kept() {
        Imported.Spec made = made(commanded("-Cssl.http.keystore_password=hush1 -Cindices.breaker.fielddata.limit=1"
                + " -Cnode.store.allow_mmapfs=true"));

        assertThat(spec(made).settings()).isEmpty();
        assertThat(on(made, Kind.DROPPED, "setting ssl.http.keystore_password")).contains("must not be in a spec");
        assertThat(on(made, Kind.DROPPED, "setting node.store.allow_mmapfs")).contains("any more since 5.1.0");
        assertThat(remarks(made, Kind.KEPT)).noneMatch(text -> text.startsWith("setting "));
        assertThat(made.yaml() + made.remarks()).doesNotContain("hush1");
    }

    @Test
    void ports_are_the_settings_or_the_mapped_ones_or_picked() {
        Imported.Spec named = made(commanded("-Chttp.port=4210-4220 -Ctransport.tcp.port=$PORT1 -Cpsql.port=${PORT0}")
                .replace("{\"id\"", "{\"ports\":[5433,0],\"requirePorts\":true,\"id\""));
        assertThat(data(spec(named)).ports())
                .containsEntry("http", 4210)
                .containsEntry("transport", 0)
                .containsEntry("psql", 5433);

        Imported.Spec mapped =
                made(app("\"networks\":[{\"mode\":\"container/bridge\"}],\"container\":{\"portMappings\":["
                        + "{\"containerPort\":4200,\"hostPort\":31200},{\"containerPort\":4300,\"hostPort\":0},"
                        + "{\"containerPort\":8125,\"hostPort\":8125}]}"));
        assertThat(data(spec(mapped)).ports()).containsEntry("http", 31200).containsEntry("transport", 0);
        assertThat(on(mapped, Kind.DROPPED, "port mapping 8125 -> 8125")).contains("no such port");
        assertThat(on(mapped, Kind.DROPPED, "Weave or another overlay")).contains("multicast");
    }

    @Test
    void constraints_are_said_in_holdfasts_words() {
        Imported.Spec made = made(app("\"constraints\":[[\"hostname\",\"UNIQUE\"],[\"rack\",\"GROUP_BY\",\"3\"],"
                + "[\"disk\",\"LIKE\",\"ssd|nvme\"],[\"@zone\",\"IN\",\"a\"]]"));
        assertThat(data(spec(made)).constraint())
                .isEqualTo("@hostname:UNIQUE and rack:GROUP_BY:3 and disk:LIKE:ssd|nvme");
        assertThat(on(made, Kind.DROPPED, "constraint [@zone,IN,a]")).contains("no such rule");

        Imported.Spec free = made(app("\"constraints\":[[\"rack\",\"CLUSTER\",\"r 1\"]]"));
        assertThat(data(spec(free)).constraint()).isEqualTo("@hostname:UNIQUE and rack:CLUSTER:\"r 1\"");
        assertThat(on(free, Kind.CHANGED, "constraints")).contains("an agent of its own");

        Imported.Spec wrong = made(app("\"constraints\":[[\"rack\",\"LIKE\",\"(\"]]"));
        assertThat(data(spec(wrong)).constraint()).isEmpty();
        assertThat(on(wrong, Kind.DROPPED, "constraints")).contains("rack:LIKE");
    }

    @Test
    void data_stays_in_the_directory_or_volume_it_was_in() {
        String container = "\"container\":{\"docker\":{\"image\":\"crate:6.4.3\"},\"volumes\":[";
        Imported.Spec below = made(commanded("-Cpath.data=/data/tables -Cblobs.path=/data/blobs")
                .replace(
                        "{\"id\"",
                        "{\"disk\":9," + container + "{\"containerPath\":\"/data\",\"hostPath\":\"/mnt/d\"}]},\"id\""));
        assertThat(spec(below).options())
                .containsEntry("data-path", "/mnt/d/tables")
                .containsEntry("blob-path", "/mnt/d/blobs");
        assertThat(on(below, Kind.DROPPED, "disk")).contains("Mesos reserves nothing");

        Imported.Spec persistent = made(app(container
                + "{\"containerPath\":\"data\",\"mode\":\"RW\",\"persistent\":{\"size\":2048,\"type\":\"mount\"}}]}"));
        assertThat(data(spec(persistent)).diskMegabytes()).isEqualTo(2048);
        assertThat(data(spec(persistent)).diskKind()).isEqualTo("mount");

        Imported.Spec readOnly = made(app(
                "\"disk\":500," + container + "{\"containerPath\":\"/data\",\"hostPath\":\"/mnt\",\"mode\":\"RO\"}]}"));
        assertThat(spec(readOnly).options().get("data-path")).isEmpty();
        assertThat(data(spec(readOnly)).diskMegabytes()).isEqualTo(500);

        Imported.Spec bare = made(commanded("-Cpath.data=/var/lib/crate"));
        assertThat(spec(bare).options()).containsEntry("data-path", "/var/lib/crate");
    }

    @Test
    void memory_and_heap_always_fit() {
        assertThat(data(spec(made(app("\"mem\":2048")))).heapMegabytes()).isEqualTo(1024);
        Imported.Spec full = made(app("\"mem\":1024,\"env\":{\"CRATE_HEAP_SIZE\":\"1g\"}"));
        assertThat(data(spec(full)).memoryMegabytes()).isEqualTo(1024);
        assertThat(data(spec(full)).heapMegabytes()).isEqualTo(512);
        assertThat(on(full, Kind.CHANGED, "heap")).contains("does not fit");
        Imported.Spec tiny = made(app("\"mem\":64"));
        assertThat(data(spec(tiny)).memoryMegabytes())
                .isGreaterThanOrEqualTo(data(spec(tiny)).heapMegabytes() + 192);
        Imported.Spec java = made(app("\"mem\":4096,\"env\":{\"CRATE_JAVA_OPTS\":"
                + "\"-Xms1g -Xmx2g -XX:+UseConcMarkSweepGC -Dx=y -Des.stats.enabled=true\"}"));
        assertThat(data(spec(java)).heapMegabytes()).isEqualTo(2048);
        assertThat(data(spec(java)).jvmOptions()).containsExactly("-Dx=y");
        assertThat(spec(java).settings()).containsEntry("stats.enabled", "true");
        assertThat(on(java, Kind.DROPPED, "env CRATE_JAVA_OPTS")).startsWith("-XX:+UseConcMarkSweepGC: ");
    }

    @Test
    void everything_that_is_left_out_is_said() {
        Imported.Spec made = made(app("\"user\":\"root\",\"labels\":{\"a\":\"b\"},\"healthChecks\":[{\"path\":\"/\"}],"
                + "\"upgradeStrategy\":{\"minimumHealthCapacity\":0.5},\"backoffSeconds\":1,\"gpus\":0,\"future\":[1],"
                + "\"env\":{\"A\":\"1\",\"B\":{\"secret\":\"s\"}},\"tasksRunning\":3,\"dependencies\":[],"
                + "\"container\":{\"docker\":{\"image\":\"crate:6.4.3\",\"credential\":{\"x\":1},"
                + "\"parameters\":[{\"key\":\"ulimit\",\"value\":\"nofile=65536\"}]}}"));

        assertThat(remarks(made, Kind.DROPPED).stream()
                        .map(text -> text.substring(0, text.indexOf(": ")))
                        .toList())
                .containsExactlyInAnyOrder(
                        "user",
                        "labels",
                        "healthChecks",
                        "upgradeStrategy",
                        "backoffSeconds",
                        "future",
                        "env A",
                        "env B",
                        "container",
                        "docker.credential",
                        "docker.parameters ulimit=nofile=65536");
        Imported.Spec shell = made(app("").replace("\"crate\"", "\"ulimit -n 65536 && exec bin/crate\""));
        assertThat(on(shell, Kind.DROPPED, "cmd")).startsWith("'ulimit -n 65536'");
        Imported.Spec quoted = made(app("\"ports\":[4200,8125]")
                .replace("\"crate\"", "\"/bin/sh -c 'CRATE_HEAP_SIZE=1g bin/crate -Cstats.enabled=true'\""));
        assertThat(data(spec(quoted)).heapMegabytes()).isEqualTo(1024);
        assertThat(spec(quoted).settings()).containsEntry("stats.enabled", "true");
        assertThat(remarks(quoted, Kind.DROPPED))
                .containsExactly("ports [8125]: no setting or mapping leads them to CrateDB");
    }

    @Test
    void the_answers_of_marathon_are_understood_too() {
        assertThat(made("{\"app\":" + Recipes.WEAVE + "}").cluster()).isEqualTo("tables-weave");
        assertThat(made("{\"apps\":[" + Recipes.WEAVE + "]}").cluster()).isEqualTo("tables-weave");
        assertThat(made("{\"id\":\"/\",\"groups\":[{\"id\":\"/g\",\"apps\":[" + Recipes.WEAVE + "]}]}")
                        .cluster())
                .isEqualTo("tables-weave");
        assertThat(made("[" + Recipes.WEAVE + "]").app()).isEqualTo("tables-weave");
    }

    @Test
    void a_text_that_is_no_crate_app_is_refused_with_the_way_on() {
        refused("", "app.json is empty", "curl http://MARATHON:8080/v2/apps/ID");
        refused("{\"id\": \"db\",\n x}", "app.json is no JSON, in line 2", "curl");
        refused("42", "app.json holds no Marathon app", "curl");
        refused("{}", "app.json holds no Marathon app", "curl");
        refused(
                "[" + Recipes.WEAVE + "," + Recipes.UNICAST + "]",
                "2 apps (tables-weave, /prod/tables-unicast)",
                "one app");
        refused(
                "{\"id\":\"web\",\"instances\":3,\"container\":{\"docker\":{\"image\":\"nginx:1\"}}}",
                "the app web does not run Crate: its image is nginx:1",
                "named crate");
        refused(
                "{\"id\":\"fw\",\"instances\":1,\"cmd\":\"java -jar crate-mesos-0.2.1.jar --crate-version 1.0.0\"}",
                "runs the Crate framework",
                "docs/crate.md");
        refused(app("").replace("\"instances\":3,", ""), "does not say how many instances", "\"instances\": 3");
        refused(app("").replace(":3,", ":0,"), "has 0 instances", "\"instances\": 3");
        refused(app("").replace(":3,", ":\"three\","), "has \"three\" instances", "\"instances\": 3");
    }

    @Test
    void any_id_becomes_a_name() {
        assertThat(made(app("").replace("\"db\"", "\"/Prod/My.Crate_1/\"")).cluster())
                .isEqualTo("prod-my-crate-1");
        assertThat(made(app("").replace("\"db\"", "\"/42\"")).cluster()).isEqualTo("crate");
        assertThat(made(app("").replace("\"db\"", "\"/" + "a".repeat(39) + "/b\""))
                        .cluster())
                .isEqualTo("a".repeat(39));
    }
}
