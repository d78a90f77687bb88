package dev.holdfast.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs Kafka's own tools on this machine, connected. */
final class KafkaClient implements DatabaseClient {

    @Override
    public int run(ClientCall call) throws IOException, InterruptedException {
        if (call.words().isEmpty()) {
            throw new Failure(Exit.USAGE, "which tool?", "holdfast packages lists them");
        }
        KafkaTool known = KafkaTool.find(call.words().get(0));
        List<String> arguments = call.words().subList(1, call.words().size());
        List<String> connected = known.connected(arguments, call.version(), call.endpoints());
        ToolShelf shelf = ToolShelf.of(System.getenv(), call.err());
        String classPath = shelf.classPath(known.software(call.version()));
        return run(classPath, known.mainClass(), connected);
    }

    /** The tool has this terminal; Ctrl-C is for the tool, which ends and so ends us. */
    private static int run(String classPath, String mainClass, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath, mainClass));
        command.addAll(arguments);
        Signals.on(Signals.INTERRUPT, () -> {});
        Process process = new ProcessBuilder(command).inheritIO().start();
        Thread end = new Thread(process::destroy, "client-end");
        Runtime.getRuntime().addShutdownHook(end);
        return process.waitFor();
    }
}
