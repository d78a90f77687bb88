package dev.holdfast.real;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.ToLongFunction;

/** What a story does, a row each: how long it took, what a workload got done meanwhile, and the worst that was seen. */
final class Chapters {

    private final RealHouse house;
    private final List<String> table = new ArrayList<>();
    private IntSupplier count = () -> 0;
    private ToLongFunction<String> worst = chapter -> -1;
    private Consumer<String> during = chapter -> {};
    private String name = "";
    private long began;
    private int counted;

    /**
     * A table without rows.
     *
     * @param counts what is counted
     * @param measures of what the worst is told
     */
    Chapters(RealHouse house, String counts, String measures) {
        this.house = house;
        table.add(String.format("%-44s %8s %9s %12s", "chapter", "seconds", counts, measures));
    }

    /** From now on a workload's books tell what was acknowledged and the worst that was measured. */
    void with(RowLedger ledger) {
        with(ledger::acknowledged, ledger::worstMillis, ledger::during);
    }

    /**
     * From now on there is something to count and to measure.
     *
     * @param worst that was seen in the chapter of this name
     * @param during is told which chapter begins
     */
    void with(IntSupplier counter, ToLongFunction<String> worst, Consumer<String> during) {
        this.count = counter;
        this.worst = worst;
        this.during = during;
        during.accept(name);
    }

    void begin(String next) {
        end();
        name = next;
        began = System.nanoTime();
        counted = count.getAsInt();
        during.accept(next);
        house.note("==== " + next);
    }

    void end() {
        if (!name.isEmpty()) {
            table.add(String.format(
                    "%-44s %8.1f %9d %12d",
                    name, (System.nanoTime() - began) / 1e9, count.getAsInt() - counted, worst.applyAsLong(name)));
            name = "";
        }
    }

    void print() {
        table.forEach(System.out::println);
    }
}
