package dev.holdfast.cli.run;

import dev.holdfast.cli.Signals;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Option;

/** When a process that runs until it is told otherwise shall end. */
final class ParentOption {

    @Option(
            names = "--with-parent",
            hidden = true,
            description = "End when standard input does, as it does when whoever started this is gone.")
    private boolean withParent;

    void endOn(CountDownLatch end) {
        Signals.on(Signals.TERMINATE, end::countDown);
        if (!withParent) {
            Signals.on(Signals.INTERRUPT, end::countDown);
            return;
        }
        // Ctrl-C goes to all processes of a terminal at once; this one is still needed until the parent says that it is
        // not.
        Signals.on(Signals.INTERRUPT, () -> {});
        Thread thread = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // Nothing is said there; only its end counts.
                        }
                    } catch (IOException e) {
                        // That is an end, too.
                    }
                    end.countDown();
                },
                "parent");
        thread.setDaemon(true);
        thread.start();
    }
}
