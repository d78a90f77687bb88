package dev.holdfast.local.agent.process;

import dev.holdfast.local.agent.core.ProcessMark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the machine says about its processes. On Linux it reads {@code /proc}, where a process that nobody reaped is
 * seen as dead and a session can be listed; elsewhere it makes do with what the JDK knows.
 */
public final class ProcessTable {

    /** Between the entries of {@code /proc/PID/environ}. */
    private static final String NUL = String.valueOf((char) 0);

    private static final int STATE = 0;
    private static final int SESSION = 3;
    private static final int START_TIME = 19;
    private static final int MAX_ROUNDS = 5;

    private final Path proc;
    private final boolean hasProc;

    public ProcessTable() {
        this(Path.of("/proc"));
    }

    ProcessTable(Path proc) {
        this.proc = proc;
        this.hasProc = Files.isReadable(proc.resolve("self").resolve("stat"));
    }

    /** The process that has this id now, dead ones that wait to be reaped left out. */
    public Optional<ProcessMark> find(long pid) {
        if (pid <= 0) {
            return Optional.empty();
        }
        if (hasProc) {
            return fields(pid)
                    .filter(ProcessTable::runs)
                    .map(stat -> new ProcessMark(pid, Long.parseLong(stat[START_TIME])));
        }
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(handle -> new ProcessMark(pid, startOf(handle)));
    }

    public boolean isAlive(ProcessMark process) {
        return find(process.pid()).filter(process::equals).isPresent();
    }

    /** Reads a mark from what the process wrote of itself: its id, and on Linux its line in {@code /proc}. */
    Optional<ProcessMark> parse(String written) {
        String line = written.strip();
        int space = line.indexOf(' ');
        try {
            long pid = Long.parseLong(space < 0 ? line : line.substring(0, space));
            if (!hasProc) {
                return Optional.of(
                        new ProcessMark(pid, find(pid).map(ProcessMark::start).orElse(0L)));
            }
            return split(line).map(stat -> new ProcessMark(pid, Long.parseLong(stat[START_TIME])));
        } catch (NumberFormatException damaged) {
            return Optional.empty();
        }
    }

    /** SIGTERM to this process alone; false if it is no longer there. */
    public boolean terminate(ProcessMark process) {
        return isAlive(process)
                && ProcessHandle.of(process.pid()).map(ProcessHandle::destroy).orElse(false);
    }

    /** SIGKILL to this process alone; false if it is no longer there. */
    public boolean kill(ProcessMark process) {
        return isAlive(process)
                && ProcessHandle.of(process.pid())
                        .map(ProcessHandle::destroyForcibly)
                        .orElse(false);
    }

    /**
     * SIGKILL to every process in the session that {@code leader} leads or led. Repeated, as a process may start
     * another while its session is being listed. A session whose number meanwhile belongs to a newer process is left
     * alone.
     */
    public void killSession(ProcessMark leader) {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            List<ProcessHandle> members = members(leader);
            if (members.isEmpty()) {
                return;
            }
            members.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private List<ProcessHandle> members(ProcessMark leader) {
        List<ProcessHandle> members = new ArrayList<>();
        if (leader.pid() <= 0) {
            return members;
        }
        Optional<ProcessMark> now = find(leader.pid());
        if (now.isPresent() && !now.get().equals(leader)) {
            return members;
        }
        if (!hasProc) {
            ProcessHandle.of(leader.pid()).ifPresent(handle -> {
                handle.descendants().forEach(members::add);
                members.add(handle);
            });
            return members;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path entry : all) {
                long pid = Long.parseLong(entry.getFileName().toString());
                Optional<String[]> stat = fields(pid);
                if (stat.filter(ProcessTable::runs).isPresent()
                        && Long.parseLong(stat.get()[SESSION]) == leader.pid()) {
                    ProcessHandle.of(pid).ifPresent(members::add);
                }
            }
        } catch (IOException unreadable) {
            ProcessHandle.of(leader.pid()).ifPresent(members::add);
        }
        return members;
    }

    /** The environment of a running process; empty where it may not be read. */
    List<String> environment(long pid) {
        try {
            String all = Files.readString(proc.resolve(Long.toString(pid)).resolve("environ"), StandardCharsets.UTF_8);
            // Nothing at all is what is seen of a process at the moment of its exec.
            return all.isEmpty() ? List.of() : List.of(all.split(NUL));
        } catch (IOException notOurs) {
            return List.of();
        }
    }

    private static boolean runs(String[] stat) {
        return !stat[STATE].equals("Z") && !stat[STATE].equals("X");
    }

    private Optional<String[]> fields(long pid) {
        try {
            return split(
                    Files.readString(proc.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    // The name of the program stands in parentheses and may hold anything; what follows the last one is regular.
    private static Optional<String[]> split(String stat) {
        int name = stat.lastIndexOf(')');
        if (name < 0) {
            return Optional.empty();
        }
        String[] fields = stat.substring(name + 1).strip().split(" ");
        return fields.length > START_TIME ? Optional.of(fields) : Optional.empty();
    }

    private static long startOf(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
