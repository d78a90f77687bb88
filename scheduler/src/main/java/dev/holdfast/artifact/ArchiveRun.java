package dev.holdfast.artifact;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One run of a recipe's program, from its start to its end; it never outlives this call. */
final class ArchiveRun {

    private static final int KEPT_LINES = 20;

    private final Process process;
    private final ArchiveRecipe recipe;
    private final CountDownLatch startedOrEnded = new CountDownLatch(1);
    private final Deque<String> lastLines = new ArrayDeque<>();
    private volatile boolean started;

    private ArchiveRun(Process process, ArchiveRecipe recipe) {
        this.process = process;
        this.recipe = recipe;
    }

    /** Returns the program's last words once it ended in good order; throws with them otherwise. */
    static String run(List<String> command, Path directory, ArchiveRecipe recipe)
            throws IOException, ArtifactException, InterruptedException {
        List<String> whole = new ArrayList<>(guard(recipe));
        whole.addAll(command);
        Process process = new ProcessBuilder(whole)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        ArchiveRun run = new ArchiveRun(process, recipe);
        Thread killer = new Thread(run::kill, "artifact-archive-end");
        Runtime.getRuntime().addShutdownHook(killer);
        try {
            process.getOutputStream().close();
            run.watch();
            return run.lastWords();
        } finally {
            run.kill();
            forget(killer);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // This process is ending, and its hooks run anyway.
        }
    }

    private void watch() throws ArtifactException, InterruptedException {
        Thread reader = new Thread(this::read, "artifact-archive-output");
        reader.setDaemon(true);
        reader.start();
        boolean inTime = startedOrEnded.await(recipe.startLimit().toMillis(), TimeUnit.MILLISECONDS);
        if (!inTime) {
            throw failure("did not start within " + recipe.startLimit().toSeconds() + " s");
        }
        if (started) {
            process.destroy();
        }
        if (!process.waitFor(recipe.stopLimit().toMillis(), TimeUnit.MILLISECONDS)) {
            throw failure("did not end within " + recipe.stopLimit().toSeconds() + " s");
        }
        if (!started && process.exitValue() != 0) {
            throw failure("ended with status " + process.exitValue());
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                keep(line);
                if (!started && recipe.started().matcher(line).find()) {
                    started = true;
                    startedOrEnded.countDown();
                }
            }
        } catch (IOException e) {
            keep("(its output ended: " + e.getMessage() + ")");
        } finally {
            startedOrEnded.countDown();
        }
    }

    private synchronized void keep(String line) {
        lastLines.addLast(line);
        if (lastLines.size() > KEPT_LINES) {
            lastLines.removeFirst();
        }
    }

    private synchronized String lastWords() {
        return lastLines.stream().filter(line -> !line.isBlank()).reduce("nothing", (first, last) -> last);
    }

    private ArtifactException failure(String what) {
        return new ArtifactException(
                recipe.mainClass() + ", run once to archive its classes, " + what + "; it last said: " + lastWords(),
                "Nothing need be done: processes start without the archive, only slower.");
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /**
     * If this process is killed in a way it cannot notice, the program must not stay behind; the system's {@code
     * timeout} ends it in any case. It passes our SIGTERM on and, from then, too, gives the program its {@code -k} time
     * to end. {@code nice} lets the databases themselves go first.
     */
    private static List<String> guard(ArchiveRecipe recipe) {
        List<String> guard = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/timeout"))) {
            String toEnd = String.valueOf(recipe.stopLimit().toSeconds() + 1);
            String toStart = String.valueOf(recipe.startLimit().toSeconds() + 1);
            guard.addAll(List.of("/usr/bin/timeout", "-k", toEnd, toStart));
        }
        if (Files.isExecutable(Path.of("/usr/bin/nice"))) {
            guard.addAll(List.of("/usr/bin/nice", "-n", "5"));
        }
        return guard;
    }
}
