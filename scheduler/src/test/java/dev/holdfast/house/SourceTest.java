package dev.holdfast.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** The house as it is written: sizes, names, and what each room says of itself. */
final class SourceTest {

    private static final Path MAIN = Path.of("src", "main", "java");
    private static final Path TEST = Path.of("src", "test", "java");
    private static final Path NODE = Path.of("..", "node", "src", "main", "java");

    private static final int MOST_LINES_OF_A_FILE = 400;
    private static final int MOST_LINES_OF_A_METHOD = 70;
    private static final int MOST_LINES_OF_A_TEST_FILE = 450;

    /** Names that say nothing. */
    private static final Pattern EMPTY_NAME =
            Pattern.compile(".*(Manager|Helper|Helpers|Util|Utils|Impl)|(Abstract|Base|Default|My)[A-Z].*");

    private static List<Path> sources(Path... roots) throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path root : roots) {
            assertThat(root).as("sources; tests run in the module's directory").isDirectory();
            try (Stream<Path> found = Files.walk(root)) {
                found.filter(path -> path.toString().endsWith(".java")).sorted().forEach(all::add);
            }
        }
        assertThat(all).isNotEmpty();
        return all;
    }

    @Test
    void filesFitInAHead() throws IOException {
        TreeMap<String, Integer> tooLong = new TreeMap<>();
        for (Path source : sources(MAIN, NODE)) {
            int lines = Files.readAllLines(source).size();
            if (lines > MOST_LINES_OF_A_FILE) {
                tooLong.put(source.toString(), lines);
            }
        }
        for (Path source : sources(TEST)) {
            int lines = Files.readAllLines(source).size();
            if (lines > MOST_LINES_OF_A_TEST_FILE) {
                tooLong.put(source.toString(), lines);
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void methodsFitOnAScreen() throws IOException {
        TreeMap<String, Long> tooLong = new TreeMap<>();
        read(sources(MAIN, NODE), new Reader() {
            @Override
            public Void visitMethod(MethodTree method, String file) {
                long lines = line(method, true) - line(method, false) + 1;
                if (lines > MOST_LINES_OF_A_METHOD) {
                    tooLong.put(file + " " + method.getName(), lines);
                }
                return super.visitMethod(method, file);
            }
        });
        assertThat(tooLong).isEmpty();
    }

    @Test
    void namesSaySomething() throws IOException {
        TreeSet<String> empty = new TreeSet<>();
        read(sources(MAIN, NODE), new Reader() {
            @Override
            public Void visitClass(ClassTree type, String file) {
                if (EMPTY_NAME.matcher(type.getSimpleName()).matches()) {
                    empty.add(file + " " + type.getSimpleName());
                }
                return super.visitClass(type, file);
            }
        });
        assertThat(empty).isEmpty();
    }

    /** No singletons, nothing that one test could leave to the next. */
    @Test
    void nothingStaticChanges() throws IOException {
        TreeSet<String> mutable = new TreeSet<>();
        read(sources(MAIN), new Reader() {
            @Override
            public Void visitVariable(VariableTree variable, String file) {
                ModifiersTree modifiers = variable.getModifiers();
                Set<Modifier> flags = modifiers.getFlags();
                if (flags.contains(Modifier.STATIC) && !flags.contains(Modifier.FINAL)) {
                    mutable.add(file + " " + variable.getName());
                }
                return super.visitVariable(variable, file);
            }
        });
        assertThat(mutable).isEmpty();
    }

    @Test
    void everyRoomSaysWhatItIsForAndKnowsNoNulls() throws IOException {
        TreeSet<String> silent = new TreeSet<>();
        for (Path source : sources(MAIN, NODE)) {
            Path described = source.resolveSibling("package-info.java");
            if (!Files.exists(described)) {
                silent.add(described + " is missing");
            } else if (!source.startsWith(NODE) // what runs on agents carries no libraries, not even that annotation
                    && !Files.readString(described).contains("@NullMarked")) {
                silent.add(described + " is not @NullMarked");
            } else if (!Files.readString(described).startsWith("/**")) {
                silent.add(described + " says nothing");
            }
        }
        assertThat(silent).isEmpty();
    }

    /** Reads sources as trees and knows where each tree is. */
    private abstract static class Reader extends TreeScanner<Void, String> {

        private SourcePositions positions;
        private CompilationUnitTree unit;

        void at(CompilationUnitTree next, SourcePositions where) {
            unit = next;
            positions = where;
        }

        long line(MethodTree method, boolean last) {
            long offset = last ? positions.getEndPosition(unit, method) : positions.getStartPosition(unit, method);
            return offset < 0 ? 0 : unit.getLineMap().getLineNumber(offset);
        }
    }

    private static void read(List<Path> sources, Reader reader) throws IOException {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "tests need a JDK");
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                reader.at(unit, positions);
                reader.scan(
                        unit,
                        Path.of(unit.getSourceFile().getName()).getFileName().toString());
            }
        }
    }
}
