package dev.holdfast.node;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Formats a new disk with the database's own tool, in the process that then becomes the database: one of its own would load all
 * the same classes a second time, which is most of a second of a processor for each node.
 *
 * <p>The file that {@value #TOOL} names has a line for the tool's class, which has a method {@code int execute(String[],
 * PrintStream)}, and one for each of its arguments. They make it write into the directory {@value #BESIDE}. That is moved to
 * {@value Companion#DIRECTORY} once it is whole, so that nothing half-formatted is ever taken for a disk; then the file {@value
 * #MARK} is made, which tells later starts that there was one.
 */
final class DiskFormat {

    static final String TOOL = "holdfast.format.tool";
    static final String BESIDE = "holdfast.format.beside";
    static final String MARK = "holdfast.format.mark";

    private DiskFormat() {}

    static boolean isWanted() {
        return !System.getProperty(TOOL, "").isEmpty();
    }

    /** What went wrong, in one line; empty if the disk is formatted. */
    static String problem() {
        Path beside = Path.of(System.getProperty(BESIDE, ""));
        Path disk = Path.of(System.getProperty(Companion.DIRECTORY, ""));
        try {
            List<String> lines = Files.readAllLines(Path.of(System.getProperty(TOOL, "")), StandardCharsets.UTF_8);
            String problem = run(lines.get(0), lines.subList(1, lines.size()).toArray(new String[0]));
            if (problem.isEmpty()) {
                Files.move(beside, disk, StandardCopyOption.ATOMIC_MOVE);
                Files.write(Path.of(System.getProperty(MARK, "")), new byte[0]);
            }
            return problem;
        } catch (IOException | ReflectiveOperationException e) {
            return e.toString();
        }
    }

    private static String run(String tool, String[] arguments) throws ReflectiveOperationException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        try {
            Object code = Class.forName(tool)
                    .getMethod("execute", String[].class, PrintStream.class)
                    .invoke(null, arguments, out);
            return code.equals(0) ? "" : lastLine(said.toString(StandardCharsets.UTF_8), tool + " ended with " + code);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getTargetException();
            return lastLine(String.valueOf(cause.getMessage()), cause.toString());
        }
    }

    private static String lastLine(String text, String otherwise) {
        return text.lines().filter(line -> !line.isBlank()).reduce(otherwise, (before, line) -> line);
    }
}
