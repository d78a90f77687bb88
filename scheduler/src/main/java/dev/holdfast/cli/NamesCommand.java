package dev.holdfast.cli;

import dev.holdfast.api.wire.ClusterNamesInfo;
import dev.holdfast.api.wire.ClusterNamesInfo.NameInfo;
import dev.holdfast.api.wire.NamesInfo;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "names", description = "Tell whether names are answered over DNS, and a cluster's names.")
final class NamesCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "A cluster.")
    private String name = "";

    @Option(names = "--tasks", description = "Also the names that Mesos-DNS gives to tasks.")
    private boolean tasks;

    @Override
    public Integer call() {
        ApiClient api = remote.client();
        if (name.isEmpty()) {
            NamesInfo dns = api.get("/v1/names", NamesInfo.class);
            output.emit(dns, out -> out.println(line(dns)));
            return Exit.DONE;
        }
        ClusterNamesInfo cluster = api.get(new Target(name, "").path() + "/names", ClusterNamesInfo.class);
        List<NameInfo> shown = cluster.names().stream()
                .filter(known -> tasks || !known.ofTask())
                .toList();
        output.emit(shown, out -> table(cluster.dns(), shown, out));
        return Exit.DONE;
    }

    private static void table(NamesInfo dns, List<NameInfo> names, PrintWriter out) {
        if (!dns.on() || !dns.text().isEmpty()) {
            out.println(line(dns));
            return;
        }
        Table table = new Table("NAME", "TYPE", "ANSWERS");
        names.forEach(known -> table.row(known.name(), known.type(), String.join(" ", known.values())));
        table.print(out);
    }

    /** One line on the server. */
    static String line(NamesInfo dns) {
        if (!dns.on()) {
            return "DNS: off" + (dns.text().isEmpty() ? "" : ": " + dns.text());
        }
        return "DNS: " + dns.listen() + " answers for " + dns.framework() + "." + dns.domain() + ", to be kept for "
                + dns.ttlSeconds() + " s; " + dns.queries() + " queries so far"
                + (dns.text().isEmpty() ? "" : "; tells nothing now: " + dns.text());
    }
}
