package dev.holdfast.core;

import java.util.List;

/** How far webhooks are, written down: whoever leads next goes on from there. */
final class Hooks {

    private Hooks() {}

    static void take(Turn turn, Event event) {
        if (event instanceof Event.HookTold told
                && turn.state().hooks().containsKey(told.hook().name())) {
            put(turn, told.hook());
        } else if (event instanceof Event.HooksAre are) {
            List.copyOf(turn.state().hooks().keySet()).stream()
                    .filter(name -> !are.names().contains(name))
                    .forEach(name -> turn.fact(new Fact.HookForgotten(name)));
            // A new one is told what happens from now on, not what happened before anybody wanted to hear of it.
            are.names().stream()
                    .filter(name -> !turn.state().hooks().containsKey(name))
                    .forEach(name -> put(turn, new HookRecord(name, turn.state().told(), 0, turn.now)));
        }
    }

    private static void put(Turn turn, HookRecord hook) {
        HookRecord before = turn.state().hooks().get(hook.name());
        if (before == null || before.told() < hook.told()) {
            turn.fact(new Fact.HookIs(hook));
        }
    }
}
