package dev.holdfast.database.crate;

import static dev.holdfast.database.crate.Scene.data;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.NodeView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the start script refuses and what it hands on. */
class StartScriptTest extends StartSandbox {

    @Test
    void a_node_is_marked_and_becomes_java_itself() throws Exception {
        Ended ended = start(data(0));
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out())
                .as("no shell stays in between")
                .contains("pid " + ended.pid() + "\n")
                .contains("heap 512m, gc " + sandbox.toRealPath().resolve("logs"))
                .contains("argument io.crate.bootstrap.CrateDB\nargument -Cpath.conf="
                        + sandbox.toRealPath().resolve("crate/conf") + "\n");
        assertThat(volume.resolve("holdfast-mark")).content().contains("node=data-0");
        assertThat(sandbox.resolve("logs")).isDirectory();
        assertThat(sandbox.resolve("crate/conf/log4j2.properties")).exists();
        assertThat(sandbox.resolve("crate/conf/crate.yml"))
                .content()
                .contains("path.data: \"" + volume.toRealPath().resolve("data") + "\"")
                .contains("path.logs: \"" + sandbox.toRealPath().resolve("logs") + "\"")
                .contains("cluster.initial_master_nodes: \"data-0,data-1,data-2\"")
                .contains("node.name: \"data-0\"");
    }

    @Test
    void java_options_arrive_as_they_were_written() throws Exception {
        dev.holdfast.spec.GroupSpec group = scene.target.group("data").orElseThrow();
        scene.target = scene.target.with(new dev.holdfast.spec.GroupSpec(
                group.name(),
                group.count(),
                group.cpusMilli(),
                group.memoryMegabytes(),
                group.heapMegabytes(),
                group.diskMegabytes(),
                "root",
                java.util.List.of("-Dname=it's a \"$HOME\" `id`"),
                "",
                group.ports(),
                new TreeMap<>(),
                new TreeMap<>(),
                java.util.List.of()));
        assertThat(start(data(0)).out())
                .contains("argument -XX:TieredStopAtLevel=1\n")
                .contains("argument -Dname=it's a \"$HOME\" `id`\n");
    }

    @Test
    void a_later_launch_finds_its_disk_as_it_left_it() throws Exception {
        start(data(0));
        used();
        scene.put(data(0), false, true, 1, 1, "");
        assertThat(start(data(0)).code()).isZero();
        assertThat(volume.resolve("holdfast-used")).exists();
    }

    /** As where a plan says that this node goes on alone. */
    private void goingOnAlone() throws IOException, InterruptedException {
        start(data(0));
        used();
        Files.writeString(volume.resolve("data/nodes/0/_state/segments_7"), "the state before it");
        scene.count("data", 1);
        scene.nodes.keySet().removeIf(node -> node.index() > 1);
        scene.put(data(1), true, true, 1, 1, "");
        scene.everReady = true;
        scene.debts.add(new LastVote(new Sight(scene.view())).debt(data(0)).orElseThrow());
        scene.put(data(0), false, true, 1, 1, "");
        crateNode();
    }

    /** CrateDB's tool, which writes down how it was called. */
    private void crateNode() throws IOException {
        tool(
                "crate-node-stub",
                "read answer; echo \"asked $*, answered $answer\" >> \"" + home + "/tool\"; cat \"" + home
                        + "/becomes\" > \"" + volume + "/data/nodes/0/_state/segments_7\"; exit $(cat \"" + home
                        + "/ends\")");
        Files.writeString(home.resolve("becomes"), "the state after it");
        Files.writeString(home.resolve("ends"), "0");
        Path tool = sandbox.resolve("crate-6.4.3/bin/crate-node");
        Files.deleteIfExists(tool);
        Files.createSymbolicLink(tool, tools.resolve("crate-node-stub"));
    }

    private List<String> toolCalls() throws IOException {
        Path calls = home.resolve("tool");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    @Test
    void a_node_that_goes_on_alone_makes_itself_the_only_master_once() throws Exception {
        goingOnAlone();
        start(data(0));
        assertThat(toolCalls()).as("not while the other has a process").isEmpty();
        scene.put(data(1), false, true, 1, 1, "");
        Ended ended = start(data(0));
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(toolCalls())
                .containsExactly("asked unsafe-bootstrap -Cpath.conf="
                        + sandbox.toRealPath().resolve("crate/conf") + ", answered y");
        assertThat(ended.out()).contains("pid " + ended.pid() + "\n");
        assertThat(start(data(0)).code()).isZero();
        Files.writeString(volume.resolve("data/nodes/0/_state/segments_7"), "the state long after it");
        assertThat(start(data(0)).code()).isZero();
        assertThat(toolCalls()).hasSize(1);
    }

    @Test
    void a_start_that_was_ended_before_the_tool_changed_anything_is_no_start() throws Exception {
        goingOnAlone();
        scene.put(data(1), false, true, 1, 1, "");
        Files.writeString(home.resolve("becomes"), "the state before it");
        Files.writeString(home.resolve("ends"), "1");
        refused(start(data(0)), 87, "could not make shop/data-0 the only master");
        Files.writeString(home.resolve("becomes"), "the state after it");
        refused(start(data(0)), 87, "could not make shop/data-0 the only master");
        assertThat(start(data(0)).code())
                .as("killed right after the change, it has made it")
                .isZero();
        assertThat(toolCalls()).hasSize(2);
    }

    @Test
    void a_node_of_the_cluster_as_it_was_gives_it_up_once_and_never_unasked() throws Exception {
        start(data(0));
        used();
        Files.writeString(volume.resolve("data/nodes/0/_state/segments_7"), "the state before it");
        scene.put(data(0), false, true, 1, 1, "");
        crateNode();
        assertThat(start(data(0)).code()).isZero();
        assertThat(toolCalls()).isEmpty();
        scene.identity.put("detach.data-0", "1/1");
        Ended ended = start(data(0));
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(toolCalls())
                .containsExactly("asked detach-cluster -Cpath.conf="
                        + sandbox.toRealPath().resolve("crate/conf") + ", answered y");
        assertThat(ended.out()).contains("shop/data-0 gave up the cluster as it was");
        Files.writeString(volume.resolve("data/nodes/0/_state/segments_7"), "the state long after it");
        assertThat(start(data(0)).code()).isZero();
        assertThat(toolCalls()).hasSize(1);
        scene.identity.put("detach.data-0", "1/4");
        Files.writeString(home.resolve("ends"), "1");
        refused(start(data(0)), 87, "could not take shop/data-0 out of the cluster as it was");
    }

    @Test
    void a_first_start_that_failed_may_be_tried_again() throws Exception {
        limits = "ulimit -n 200; ";
        scene.put(data(0), false, false, 1, 1, "");
        start(data(0));
        assertThat(start(data(0)).code()).isZero();
    }

    @Test
    void root_is_refused_with_what_to_do() throws Exception {
        tool("id", "echo 0");
        Ended ended = start(data(0));
        refused(ended, 83, "CrateDB does not run as root");
        assertThat(ended.err()).contains("'user: crate' in the spec");
        assertThat(volume).isEmptyDirectory();
    }

    @Test
    void a_missing_volume_is_refused_and_names_the_isolator() throws Exception {
        Files.delete(sandbox.resolve("data"));
        Ended ended = start(data(0));
        refused(ended, 71, "has no directory 'data'");
        assertThat(ended.err()).contains("volume/sandbox_path");
        Files.createDirectory(sandbox.resolve("data"));
        refused(start(data(0)), 71, "ordinary directory");
    }

    @Test
    void another_nodes_volume_another_generation_and_another_cluster_are_refused() throws Exception {
        start(data(0));
        fresh(data(1));
        refused(start(data(1)), 72, "node=data-0");
        scene.put(data(0), false, false, 0, 2, "");
        refused(start(data(0)), 72, "generation=2");
        scene.put(data(0), false, false, 0, 1, "");
        scene.identity = Scene.map(scene.identity, "cluster.id", "other");
        refused(start(data(0)), 74, "belongs to another cluster");
    }

    @Test
    void a_used_volume_that_lost_its_mark_or_its_data_is_refused() throws Exception {
        scene.put(data(0), false, true, 1, 1, "");
        refused(start(data(0)), 73, "has no mark");
        fresh(data(0));
        start(data(0));
        scene.put(data(0), false, true, 1, 1, "");
        refused(start(data(0)), 73, "was used before");
        used();
        assertThat(start(data(0)).code()).isZero();
        Files.delete(volume.resolve("data/nodes/0/_state"));
        fresh(data(0));
        refused(start(data(0)), 73, "it lost data");
    }

    @Test
    void a_new_volume_with_somebody_elses_files_is_refused() throws Exception {
        Files.createDirectory(volume.resolve("lost+found"));
        Files.writeString(volume.resolve("precious"), "");
        refused(start(data(0)), 72, "not empty");
        Files.delete(volume.resolve("precious"));
        assertThat(start(data(0)).code()).isZero();
    }

    @Test
    void a_damaged_tarball_and_one_without_crate_are_refused() throws Exception {
        Files.writeString(sandbox.resolve("crate-6.4.3.tar.gz"), "something else");
        refused(start(data(0)), 75, "the software is damaged: crate-6.4.3.tar.gz");
        Files.delete(sandbox.resolve("crate-6.4.3.tar.gz"));
        assertThat(start(data(0)).code())
                .as("an agent may not keep what it unpacked")
                .isZero();
        Files.delete(sandbox.resolve("crate-6.4.3/bin/crate"));
        refused(start(data(0)), 75, "holds no crate-6.4.3/bin/crate, but nothing like it");
        program(Files.createDirectories(sandbox.resolve("crate-6.4.2/bin")).resolve("crate"), CRATE);
        refused(start(data(0)), 75, "holds no crate-6.4.3/bin/crate, but crate-6.4.2/bin/crate");
    }

    @Test
    void a_given_java_is_linked_where_crate_looks_for_it_and_must_be_new_enough() throws Exception {
        program(Files.createDirectories(sandbox.resolve("java/jre/bin")).resolve("java"), "echo given; " + JAVA);
        Files.writeString(sandbox.resolve("java/jre/release"), "JAVA_VERSION=\"25.0.1\"\n");
        assertThat(start(data(0)).out()).contains("given\n");
        Files.writeString(sandbox.resolve("java/jre/release"), "JAVA_VERSION=\"21.0.2\"\n");
        refused(start(data(0)), 77, "is Java 21.0.2, but CrateDB 6.4.3 needs Java 25 or newer");
    }

    @Test
    void a_tarball_without_java_takes_the_agents_and_says_so_where_there_is_none() throws Exception {
        Files.delete(sandbox.resolve("crate-6.4.3/jdk/bin/java"));
        program(Files.createDirectories(home.resolve("jvm/bin")).resolve("java"), "echo the agents; " + JAVA);
        Files.writeString(home.resolve("jvm/release"), "JAVA_VERSION=\"25\"\n");
        secrets.put("JAVA_HOME", home.resolve("jvm").toString());
        assertThat(start(data(0)).out()).contains("the agents\n");
    }

    @Test
    void limits_are_only_warned_of_on_loopback_and_refused_beyond_it() throws Exception {
        limits = "ulimit -n 200; ";
        tool("sysctl", "echo 65530");
        Ended ended = start(data(0));
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.err())
                .contains("warning: only 200 open files are allowed, CrateDB wants 65536")
                .contains("warning: only 65530 memory maps (vm.max_map_count) are allowed, CrateDB wants 262144");
        NodeView node = scene.view().node(data(0)).orElseThrow();
        scene.nodes.put(
                data(0),
                new NodeView(
                        node.id(),
                        true,
                        node.agent(),
                        "host",
                        "192.0.2.7",
                        "",
                        node.attributes(),
                        node.ports(),
                        false,
                        false,
                        0,
                        node.inputs(),
                        1));
        refused(start(data(0)), 84, "may have only 65530 memory maps");
        scene.settings("node.store.allow_mmap", "false");
        Ended files = start(data(0));
        refused(files, 79, "may have only 200 open files on this agent, CrateDB needs 65536");
        assertThat(files.err()).doesNotContain("vm.max_map_count");
    }

    @Test
    void a_full_disk_is_refused_before_anything_is_written() throws Exception {
        tool("df", "echo head; echo disk 1000 900 100 90% /x");
        refused(start(data(0)), 80, "is full: 100 KB are left");
        assertThat(volume).isEmptyDirectory();
    }

    @Test
    void nothing_starts_without_its_secrets() throws Exception {
        scene.settings("ssl.keystore_password", "${secret:store-key}");
        refused(start(data(0)), 82, "the secret 'store-key' did not reach shop/data-0");
        secrets.put("HOLDFAST_SECRET_STORE_KEY", "$(hush) \"hush\"");
        Ended ended = start(data(0));
        assertThat(ended.code()).isZero();
        assertThat(ended.out() + ended.err()).doesNotContain("hush");
        assertThat(sandbox.resolve("crate/conf/crate.yml")).content().contains("${HOLDFAST_SECRET_STORE_KEY}");
    }

    @Test
    void directories_of_the_host_must_exist_and_hold_each_nodes_data_apart() throws Exception {
        scene.options(
                "data-path",
                home.resolve("disk").toString(),
                "blob-path",
                home.resolve("blobs").toString());
        refused(start(data(0)), 85, "the data-path of shop/data-0, is no directory on this agent");
        Files.createDirectories(home.resolve("disk"));
        refused(start(data(0)), 85, "the blob-path of shop/data-0, is no directory on this agent");
        Files.createDirectories(home.resolve("blobs"));
        assertThat(start(data(0)).code()).isZero();
        assertThat(sandbox.resolve("crate/conf/crate.yml"))
                .content()
                .contains("path.data: \"" + home.toRealPath().resolve("disk/shop/data-0/data") + "\"")
                .contains("blobs.path: \"" + home.toRealPath().resolve("blobs/shop/data-0") + "\"");
        assertThat(home.resolve("disk/shop/data-0/holdfast-mark")).exists();
        scene.put(data(0), false, false, 0, 2, "");
        Files.delete(volume.resolve("holdfast-mark"));
        refused(start(data(0)), 72, "generation=2");
    }
}
