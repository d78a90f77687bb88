package dev.holdfast.node;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.DynamicMBean;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.MBeanNotificationInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;
import javax.management.ObjectName;

/** A management server that looks like Cassandra's: beans with the attributes a test sets, and operations that a test scripts. */
final class FakeCassandra {

    final MBeanServer server = MBeanServerFactory.newMBeanServer();
    final Bean storage = new Bean();
    final Bean compactions = new Bean();
    /** {@code operation(arguments)}, in order. */
    final ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();

    private final Map<String, Operation> operations = new HashMap<>();

    interface Operation {
        Object run(Object[] arguments) throws Exception;
    }

    FakeCassandra() throws Exception {
        register(RingReport.STORAGE, storage);
        register(RingReport.COMPACTIONS, compactions);
        storage.set("OperationMode", "NORMAL");
        storage.set("NonLocalStrategyKeyspaces", List.of("system_auth", "shop"));
        storage.set("Keyspaces", List.of("system", "shop"));
        storage.set("SnapshotDetails", Map.of());
    }

    Beans beans() {
        return new Beans(server);
    }

    Bean register(String name, Bean bean) throws Exception {
        server.registerMBean(bean, new ObjectName(name));
        return bean;
    }

    void on(String operation, Operation what) {
        operations.put(operation, what);
    }

    List<String> called() {
        return new ArrayList<>(calls);
    }

    /** One bean. */
    final class Bean extends NotificationBroadcasterSupport implements DynamicMBean {
        private final Map<String, Object> attributes = new TreeMap<>();

        synchronized void set(String name, Object value) {
            attributes.put(name, value);
        }

        void say(String type, Object data) {
            Notification notification = new Notification(type, "repair:7", 1);
            notification.setUserData(data);
            sendNotification(notification);
        }

        @Override
        public synchronized Object getAttribute(String name) throws javax.management.AttributeNotFoundException {
            if (!attributes.containsKey(name)) {
                throw new javax.management.AttributeNotFoundException(name);
            }
            return attributes.get(name);
        }

        @Override
        public Object invoke(String action, Object[] arguments, String[] signature) throws MBeanException {
            StringBuilder call = new StringBuilder(action + "(");
            for (Object argument : arguments == null ? new Object[0] : arguments) {
                call.append(argument instanceof Object[] array ? List.of(array) : argument)
                        .append(' ');
            }
            calls.add(call.toString().strip() + ")");
            Operation operation = operations.getOrDefault(action, nothing -> "");
            try {
                return operation.run(arguments);
            } catch (Exception e) {
                throw new MBeanException(e);
            }
        }

        @Override
        public MBeanInfo getMBeanInfo() {
            return new MBeanInfo(Bean.class.getName(), "", null, null, null, new MBeanNotificationInfo[0]);
        }

        @Override
        public void setAttribute(Attribute attribute) {
            set(attribute.getName(), attribute.getValue());
        }

        @Override
        public AttributeList getAttributes(String[] names) {
            return new AttributeList();
        }

        @Override
        public AttributeList setAttributes(AttributeList list) {
            return list;
        }
    }
}
