package dev.holdfast.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The archive while it is written: every text goes through the redactor, and is bounded. What cannot be had is noted, not fatal. */
final class BundleFile implements AutoCloseable {

    /** Of a longer text only its end is kept. */
    private static final int MOST_CHARACTERS = 8 << 20;

    private final ZipOutputStream zip;
    private final Redactor redactor;
    private final List<String> inside = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    BundleFile(Path file, Redactor redactor) throws IOException {
        this.redactor = redactor;
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE);
        this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    }

    /** A text under a name; if it cannot be had, why not is noted. */
    void add(String name, Callable<String> text) throws IOException {
        String found;
        try {
            found = text.call();
        } catch (Failure | IOException e) {
            missing.add(name + ": " + e.getMessage());
            return;
        } catch (Exception e) { // a bundle is for when things are broken
            missing.add(name + ": " + e);
            return;
        }
        boolean cut = found.length() > MOST_CHARACTERS;
        String clean = redactor.clean(cut ? found.substring(found.length() - MOST_CHARACTERS) : found);
        put(name, clean);
        inside.add(String.format("%10d  %s%s", clean.length(), name, cut ? "  (only its end)" : ""));
    }

    private void put(String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    /** Notes something that is left out on purpose. */
    void without(String text) {
        missing.add(text);
    }

    List<String> inside() {
        return List.copyOf(inside);
    }

    List<String> missing() {
        return List.copyOf(missing);
    }

    @Override
    public void close() throws IOException {
        put(
                "CONTENTS.txt",
                redactor.clean(String.join("\n", inside) + "\n\nleft out:\n" + String.join("\n", missing) + "\n"));
        zip.close();
    }
}
