package dev.holdfast.node;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;

/**
 * Reads a JVM's management beans, its own or another's, without any class of the database. What is not there, or not what it should be, is
 * empty: before the database registered its beans there is nothing to see.
 */
final class Beans {

    private final MBeanServerConnection server;

    Beans(MBeanServerConnection server) {
        this.server = server;
    }

    MBeanServerConnection server() {
        return server;
    }

    boolean has(String bean) {
        try {
            return server.isRegistered(new ObjectName(bean));
        } catch (IOException | JMException e) {
            return false;
        }
    }

    /** {@code null} never comes back: empty text instead. */
    private Object value(String bean, String attribute) {
        try {
            Object value = server.getAttribute(new ObjectName(bean), attribute);
            return value == null ? "" : value;
        } catch (IOException | JMException | RuntimeException e) {
            return "";
        }
    }

    String text(String bean, String attribute) {
        return String.valueOf(value(bean, attribute));
    }

    boolean isTrue(String bean, String attribute) {
        return Boolean.TRUE.equals(value(bean, attribute));
    }

    /** -1 where there is none. */
    long number(String bean, String attribute) {
        return value(bean, attribute) instanceof Number number ? number.longValue() : -1;
    }

    List<String> texts(String bean, String attribute) {
        List<String> texts = new ArrayList<>();
        all(bean, attribute).forEach(each -> texts.add(String.valueOf(each)));
        return texts;
    }

    List<Object> all(String bean, String attribute) {
        return value(bean, attribute) instanceof Collection<?> all ? new ArrayList<>(all) : new ArrayList<>();
    }

    Map<String, String> map(String bean, String attribute) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (value(bean, attribute) instanceof Map<?, ?> map) {
            map.forEach((key, each) -> texts.put(String.valueOf(key), String.valueOf(each)));
        }
        return texts;
    }

    /** Beans of a pattern; none if it cannot be asked. */
    Set<ObjectName> named(String pattern) {
        try {
            return server.queryNames(new ObjectName(pattern), null);
        } catch (IOException | JMException e) {
            return Set.of();
        }
    }

    /**
     * Calls an operation; argument types are named as Java does.
     *
     * @throws JMException what the operation threw is the cause
     */
    Object call(String bean, String operation, Object[] arguments, String... types) throws IOException, JMException {
        try {
            return server.invoke(new ObjectName(bean), operation, arguments, types);
        } catch (RuntimeMBeanException e) {
            throw new JMException(said(e));
        }
    }

    /** The first line of what went wrong, without the names of exceptions around it. */
    static String said(Throwable problem) {
        Throwable inner = problem;
        while (inner.getCause() != null && inner.getCause() != inner) {
            inner = inner.getCause();
        }
        String message = inner.getMessage();
        String line = message == null || message.isBlank()
                ? inner.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
        return line.strip();
    }
}
