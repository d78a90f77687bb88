package dev.holdfast.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Signals, so that a second Ctrl-C can be told from the first: a shutdown hook sees only one. The classes are Java's
 * own ({@code sun.misc}) and not for the compiler, so they are reached by name; where they are missing, signals do
 * what they always do.
 */
public final class Signals {

    public static final String INTERRUPT = "INT";
    public static final String TERMINATE = "TERM";
    public static final String HANGUP = "HUP";

    private Signals() {}

    /**
     * Calls back on a thread of Java's for every such signal, instead of ending the process; false if that is not
     * possible.
     */
    public static boolean on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler calls = (proxy, method, arguments) -> switch (method.getName()) {
                case "handle" -> {
                    action.run();
                    yield true;
                }
                case "equals" -> arguments != null && arguments.length == 1 && proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(action);
                default -> "holdfast";
            };
            Object proxy = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, calls);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            return true;
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            return false;
        }
    }
}
