package dev.holdfast.plan;

import dev.holdfast.database.Action;
import dev.holdfast.database.Stage;

/** Stages and actions in words. */
final class StageText {

    private StageText() {}

    static String of(Stage stage) {
        if (stage instanceof Stage.Gate gate) {
            return "wait until it may be " + participle(gate.action());
        } else if (stage instanceof Stage.Reserve) {
            return "reserve";
        } else if (stage instanceof Stage.Stop) {
            return "stop";
        } else if (stage instanceof Stage.Start) {
            return "start";
        } else if (stage instanceof Stage.Ready) {
            return "wait until ready";
        } else if (stage instanceof Stage.Do chore) {
            return chore.chore().name().replace('-', ' ');
        } else if (stage instanceof Stage.Together together) {
            return TogetherStage.text(together);
        } else if (stage instanceof Stage.Pay pay) {
            return "undo the " + pay.debtId().replace("/", " of ");
        } else if (stage instanceof Stage.Prove prove) {
            return "prove " + prove.claim() + (prove.times() > 1 ? " " + prove.times() + " times" : "");
        } else if (stage instanceof Stage.Await await) {
            return "wait until " + await.claim();
        } else if (stage instanceof Stage.On other) {
            return of(other.stage()) + " (" + other.node().shortName() + ")";
        } else if (stage instanceof Stage.Owe owe) {
            return "note the " + owe.debtId().replace("/", " of ");
        } else if (stage instanceof Stage.NoReturn) {
            return "from here on it cannot be taken back";
        } else if (stage instanceof Stage.Undo) {
            return "from here on a cancel restarts the node";
        } else if (stage instanceof Stage.Release) {
            return "destroy the volume and release resources";
        } else if (stage instanceof Stage.Renew) {
            return "give up the volume";
        } else {
            return "forget the node";
        }
    }

    static String participle(Action action) {
        return switch (action) {
            case START -> "started";
            case STOP -> "stopped";
            case RESTART -> "restarted";
            case REPLACE -> "replaced";
            case REMOVE -> "removed";
        };
    }
}
