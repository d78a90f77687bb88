package dev.holdfast.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Texts that lie beside a package's class in the program: descriptors, scripts, lock files. */
public final class PackageText {

    /** What start scripts have in common. */
    private static final String COMMON = "common.sh";

    /** Where a script has it: what is served to agents is one file. */
    private static final String PLACE = "# shellcheck source=../" + COMMON + "\n. ./" + COMMON + "\n";

    /** What starts a chore beside a node. */
    private static final String CHORE = "chore.sh";

    private PackageText() {}

    /** The script that starts a Java program beside a node; {@code chore/chore.conf} says which. */
    public static String choreScript() {
        return read(PackageText.class, CHORE);
    }

    /** Always the same; a start script whole, with what all have in common. */
    public static String of(Class<?> beside, String name) {
        String text = read(beside, name);
        return text.contains(PLACE) ? text.replace(PLACE, read(PackageText.class, COMMON)) : text;
    }

    /** Lock files are named after the set that they pin. */
    public static Optional<String> lockFile(Class<?> beside, String software) {
        String name = software + ".lock";
        return beside.getResource(name) == null ? Optional.empty() : Optional.of(read(beside, name));
    }

    private static String read(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program is incomplete: " + name + " is missing in it");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name + " of the program itself", e);
        }
    }
}
