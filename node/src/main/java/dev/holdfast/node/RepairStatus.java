package dev.holdfast.node;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;

/** Answers from inside Cassandra's Java. */
public final class RepairStatus implements RepairStatusMBean {

    static final String NAME = "dev.holdfast:type=RepairStatus";

    private final Beans beans;

    RepairStatus(Beans beans) {
        this.beans = beans;
    }

    /** Makes it one of the platform's beans. Without it a repair's end is told by notifications alone. */
    static void register(Beans beans) {
        try {
            ManagementFactory.getPlatformMBeanServer().registerMBean(new RepairStatus(beans), new ObjectName(NAME));
        } catch (JMException e) {
            System.err.println("warning: " + NAME + " cannot be registered: " + Beans.said(e));
        }
    }

    @Override
    public String[] status(int command) {
        try {
            Object status = beans.call(RingReport.STORAGE, "getParentRepairStatus", new Object[] {command}, "int");
            return status instanceof List<?> list
                    ? list.stream().map(String::valueOf).toArray(String[]::new)
                    : new String[0];
        } catch (IOException | JMException | RuntimeException e) {
            return new String[0];
        }
    }
}
