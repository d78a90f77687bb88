package dev.holdfast.cli;

import dev.holdfast.api.wire.WhyInfo;
import dev.holdfast.api.wire.WhyInfo.WaitingInfo;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "why", description = "Tell what a cluster waits for, by which rule, since when, and what can be done.")
final class WhyCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "NAME", description = "A cluster.")
    private String name = "";

    @Override
    public Integer call() {
        WhyInfo why = remote.client().get(new Target(name, "").path() + "/why", WhyInfo.class);
        output.emit(why, out -> print(why, Instant.now(), output.paint(), out));
        return Exit.DONE;
    }

    static void print(WhyInfo why, Instant now, Paint paint, PrintWriter out) {
        out.println(paint.bold(why.cluster()) + " is " + paint.state(why.health()) + ": " + why.text());
        for (WaitingInfo wait : why.waits()) {
            // Of the cluster itself it is what is not well: nobody may be waiting for it.
            boolean ailment = wait.subject().equals(why.cluster());
            out.println("  " + (ailment ? "not well, " : wait.subject() + " waits for ") + wait.rule() + ": "
                    + wait.text());
            out.println("    for " + Texts.age(wait.since(), now)
                    + wait.until()
                            .map(until -> "; " + what(wait.rule()) + " "
                                    + (until.isAfter(now) ? "in " + Texts.age(now, until) : "now"))
                            .orElse(""));
            if (!wait.remedy().isEmpty()) {
                out.println("    " + wait.remedy());
            }
            wait.refusals().forEach(refusal -> out.println("    offer refused: " + refusal));
        }
    }

    /** What happens when a wait is over. */
    private static String what(String rule) {
        return switch (rule) {
            case "unreachable", "agent-gone" -> "may be replaced";
            case "maintenance" -> "begins";
            default -> "tried again";
        };
    }
}
