package dev.holdfast.database.crate;

import static dev.holdfast.database.crate.Scene.data;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** What the start script does with a keystore and with the admin. */
class StartScriptAccessTest extends StartSandbox {

    private void access(String... options) {
        scene.options(options);
        scene.identity = scene.rules.identity(scene.view(), purpose -> "minted");
    }

    @Test
    void a_keystore_is_put_into_a_file_that_only_the_node_may_read() throws Exception {
        access("tls", "generated");
        refused(start(data(0)), 82, "HOLDFAST_KEYSTORE_PASSWORD, which the scheduler makes, did not reach shop/data-0");
        secrets.put("HOLDFAST_KEYSTORE_PASSWORD", "hush");
        secrets.put("HOLDFAST_KEYSTORE", java.util.Base64.getEncoder().encodeToString(new byte[] {0, 1, -1, 10}));
        program(sandbox.resolve("crate-6.4.3/jdk/bin/java"), JAVA + "env > environment");
        Ended ended = start(data(0));
        assertThat(ended.code()).isZero();
        Path store = sandbox.resolve("crate/tls/keystore.p12");
        assertThat(store).binaryContent().isEqualTo(new byte[] {0, 1, -1, 10});
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store.getParent())))
                .isEqualTo("rwx------");
        assertThat(sandbox.resolve("crate/conf/crate.yml"))
                .content()
                .contains("ssl.keystore_filepath: \"" + store.toRealPath() + "\"\n")
                .contains("ssl.truststore_filepath: \"" + store.toRealPath() + "\"\n")
                .contains("ssl.keystore_password: \"${HOLDFAST_KEYSTORE_PASSWORD}\"\n")
                .doesNotContain("hush");
        assertThat(sandbox.resolve("environment"))
                .content()
                .contains("HOLDFAST_KEYSTORE_PASSWORD=hush")
                .doesNotContain("HOLDFAST_KEYSTORE=");
        assertThat(ended.out()).doesNotContain("hush");
    }

    @Test
    void what_makes_the_admin_runs_beside_the_node_which_does_not_know_the_password() throws Exception {
        access("admin", "boss");
        Files.writeString(sandbox.resolve("lib/node.classpath"), "lib/node.jar\n");
        Files.writeString(sandbox.resolve("lib/node.jar"), TARBALL);
        Files.writeString(sandbox.resolve("lib/node.sha256"), sha256() + "  lib/node.jar\n");
        refused(start(data(0)), 82, "HOLDFAST_ADMIN_PASSWORD, which the scheduler makes, did not reach shop/data-0");
        secrets.put("HOLDFAST_ADMIN_PASSWORD", "hush");
        program(
                sandbox.resolve("crate-6.4.3/jdk/bin/java"),
                "case $* in *CrateAdmin*) echo \"$HOLDFAST_ADMIN_PASSWORD\" > helper.secret; echo \"$*\" > helper.tmp;"
                        + " mv helper.tmp helper ;; *) echo \"pid $$\"; env > environment ;; esac");
        Ended ended = start(data(0));
        assertThat(ended.out()).contains("pid " + ended.pid());
        Path helper = sandbox.resolve("helper");
        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(20))
                .until(() -> Files.exists(helper));
        assertThat(helper)
                .content()
                .contains("-cp lib/node.jar dev.holdfast.node.CrateAdmin http://127.0.0.100:4200 boss " + ended.pid())
                .doesNotContain("hush");
        assertThat(sandbox.resolve("helper.secret")).content().isEqualTo("hush\n");
        assertThat(sandbox.resolve("environment")).content().doesNotContain("hush");
    }

    @Test
    void what_makes_the_admin_is_not_run_if_it_is_damaged() throws Exception {
        access("admin", "boss");
        Files.writeString(sandbox.resolve("lib/node.classpath"), "lib/node.jar\n");
        Files.writeString(sandbox.resolve("lib/node.jar"), "the jar");
        Files.writeString(sandbox.resolve("lib/node.sha256"), "0".repeat(64) + "  lib/node.jar\n");
        secrets.put("HOLDFAST_ADMIN_PASSWORD", "hush");
        refused(start(data(0)), 75, "the software is damaged: lib/node.jar: FAILED");
    }
}
