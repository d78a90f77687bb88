package dev.holdfast.crate.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Packs the model as CrateDB is packed: {@code crate-6.4.2.tar.gz} with {@code bin/crate}, {@code bin/crate-node},
 * {@code config/crate.yml},
 * {@code lib/}, and in {@code jdk/} what calls the Java that packs it. The version is the directory's.
 */
public final class CrateTarball {
    private static final int BLOCK = 512;

    /** As the real one ships it. */
    private static final String CONFIG = """
            auth.host_based.enabled: true
            auth:
              host_based:
                config:
                  0:
                    user: crate
                    address: _local_
                    method: trust
                  99:
                    method: password
            """;

    private CrateTarball() {}

    /**
     * Makes the archive in a directory that is there; its path is given back. An archive that is there already stays.
     */
    public static Path build(Path directory, String version) throws IOException {
        Path archive = directory.resolve("crate-" + version + ".tar.gz");
        if (Files.exists(archive)) {
            return archive;
        }
        String top = "crate-" + version + "/";
        Path next = Files.createTempFile(directory, "crate", ".tar");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(next))) {
            Tar tar = new Tar(out);
            for (String name : List.of("", "bin/", "config/", "lib/", "logs/", "jdk/", "jdk/bin/")) {
                tar.directory(top + name);
            }
            tar.file(top + "bin/crate", script("ModelNode"), 0755);
            tar.file(top + "bin/crate-node", script("ModelTool"), 0755);
            tar.file(top + "config/crate.yml", CONFIG.getBytes(StandardCharsets.UTF_8), 0644);
            tar.file(top + "lib/model.jar", jar(), 0644);
            for (Path library : libraries()) {
                tar.file(top + "lib/" + library.getFileName(), Files.readAllBytes(library), 0644);
            }
            String java = "#!/bin/sh\nexec '" + System.getProperty("java.home") + "/bin/java' \"$@\"\n";
            tar.file(top + "jdk/bin/java", java.getBytes(StandardCharsets.UTF_8), 0755);
            tar.end();
        }
        Files.move(next, archive);
        return archive;
    }

    /** As the real script: the heap from {@code CRATE_HEAP_SIZE}, Java from beside it. */
    private static byte[] script(String main) {
        String script = """
                #!/bin/sh -e
                SCRIPT="$0"
                while [ -h "$SCRIPT" ]; do
                  SCRIPT=$(readlink -f "$SCRIPT")
                done
                CRATE_HOME=$(cd "$(dirname "$SCRIPT")/.."; pwd)
                VERSION=$(basename "$(cd "$CRATE_HOME"; pwd -P)" | sed 's/^crate-//')
                HEAP=${CRATE_HEAP_SIZE:-128m}
                exec "$CRATE_HOME/jdk/bin/java" -Xms16m -Xmx$HEAP -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto \\
                  -Dcrate.home="$CRATE_HOME" -Dcrate.version="$VERSION" $CRATE_JAVA_OPTS \\
                  -cp "$CRATE_HOME/lib/*" dev.holdfast.crate.model.node.@MAIN@ "$@"
                """;
        return script.replace("@MAIN@", main).getBytes(StandardCharsets.UTF_8);
    }

    /** The model's classes; none of its tests. */
    private static byte[] jar() throws IOException {
        Path classes = location(CrateTarball.class);
        Path model = classes.resolve("dev/holdfast/crate/model");
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes);
                Stream<Path> all = Files.walk(model)) {
            for (Path one : all.filter(Files::isRegularFile).sorted().toList()) {
                if (!String.valueOf(one.getFileName()).contains("Test")) {
                    jar.putNextEntry(new JarEntry(classes.relativize(one).toString()));
                    jar.write(Files.readAllBytes(one));
                    jar.closeEntry();
                }
            }
        }
        return bytes.toByteArray();
    }

    private static List<Path> libraries() {
        SortedMap<String, Path> found = new TreeMap<>();
        for (Class<?> type : List.of(
                tools.jackson.databind.JsonNode.class,
                tools.jackson.core.JsonParser.class,
                com.fasterxml.jackson.annotation.JsonInclude.class,
                tools.jackson.dataformat.yaml.YAMLMapper.class,
                org.snakeyaml.engine.v2.api.Load.class,
                org.jspecify.annotations.NullMarked.class)) {
            Path path = location(type);
            found.put(String.valueOf(path.getFileName()), path);
        }
        return new ArrayList<>(found.values());
    }

    private static Path location(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (java.net.URISyntaxException odd) {
            throw new IllegalStateException(odd);
        }
    }

    /** The oldest tar format, which everything reads. */
    private static final class Tar {
        private final OutputStream out;

        Tar(OutputStream out) {
            this.out = out;
        }

        void directory(String name) throws IOException {
            header(name, 0, 0755, '5');
        }

        void file(String name, byte[] content, int mode) throws IOException {
            header(name, content.length, mode, '0');
            out.write(content);
            out.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
        }

        void end() throws IOException {
            out.write(new byte[2 * BLOCK]);
        }

        private void header(String name, long size, int mode, char type) throws IOException {
            byte[] block = new byte[BLOCK];
            text(block, 0, name);
            text(block, 100, String.format("%07o", mode));
            text(block, 108, "0000000");
            text(block, 116, "0000000");
            text(block, 124, String.format("%011o", size));
            text(block, 136, String.format("%011o", 1_700_000_000L));
            text(block, 148, "        ");
            block[156] = (byte) type;
            text(block, 257, "ustar");
            text(block, 263, "00");
            int sum = 0;
            for (byte b : block) {
                sum += b & 0xff;
            }
            text(block, 148, String.format("%06o", sum));
            block[154] = 0;
            out.write(block);
        }

        private static void text(byte[] block, int at, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            System.arraycopy(bytes, 0, block, at, bytes.length);
        }
    }

    /** Builds archives from the command line: a directory, then versions. */
    public static void main(String[] arguments) throws IOException {
        for (String version : List.of(arguments).subList(1, arguments.length)) {
            System.out.println(build(Path.of(arguments[0]), version));
        }
    }
}
