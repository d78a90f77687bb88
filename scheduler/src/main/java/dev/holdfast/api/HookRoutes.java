package dev.holdfast.api;

import dev.holdfast.api.wire.HookInfo;
import dev.holdfast.engine.hook.HookState;
import java.util.List;
import java.util.function.Supplier;

/** How webhooks are. */
public final class HookRoutes {

    private final Supplier<List<HookState>> hooks;

    public HookRoutes(Supplier<List<HookState>> hooks) {
        this.hooks = hooks;
    }

    public List<Route> routes() {
        return List.of(Route.list(
                "/v1/webhooks",
                "Whom the scheduler tells what happens, and how far each is",
                HookInfo.class,
                call -> hooks.get().stream().map(HookRoutes::info).toList()));
    }

    private static HookInfo info(HookState hook) {
        return new HookInfo(
                hook.name(),
                hook.url(),
                hook.told(),
                hook.waiting(),
                hook.dropped(),
                hook.taken(),
                hook.problem(),
                hook.again());
    }
}
