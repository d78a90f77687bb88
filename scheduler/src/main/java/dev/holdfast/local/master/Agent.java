package dev.holdfast.local.master;

import com.google.protobuf.ByteString;
import dev.holdfast.local.link.ToAgent;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.AgentInfo;
import dev.holdfast.mesos.v1.DrainInfo;
import dev.holdfast.mesos.v1.DrainState;
import dev.holdfast.mesos.v1.ExecutorInfo;
import dev.holdfast.mesos.v1.FrameworkID;
import dev.holdfast.mesos.v1.Operation;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the master holds of one registered agent. */
final class Agent {

    static final long NO_LINK = -1;

    final AgentID id;
    AgentInfo info;
    String ip;
    /** Where messages for it go, {@link #NO_LINK} while it is disconnected. */
    long link = NO_LINK;

    boolean deactivated;
    DrainInfo drain = DrainInfo.getDefaultInstance();
    Instant registered;
    Instant reregistered;
    Instant lastContact;
    Instant lastPing;

    private Resources total;

    /** Resources of tasks that are not terminal. */
    private final Map<TaskKey, Resources> taskResources = new LinkedHashMap<>();

    private final Map<ExecutorKey, ExecutorInfo> executors = new LinkedHashMap<>();
    private final Map<String, OpenOffer> offers = new LinkedHashMap<>();

    /** Operations that are pending, or done and not acknowledged, by uuid. */
    final Map<ByteString, Operation> operations = new LinkedHashMap<>();

    /** Kills asked for and not seen to work: said again when the agent comes back. */
    final Map<TaskKey, ToAgent.KillTask> pendingKills = new LinkedHashMap<>();

    private Resources free = Resources.NONE;
    private boolean stale = true;

    record TaskKey(String frameworkId, String taskId) {}

    record ExecutorKey(String frameworkId, String executorId) {}

    Agent(AgentInfo info, String ip, Resources total, Instant now) {
        this.id = info.getId();
        this.info = info;
        this.ip = ip;
        this.total = total;
        this.registered = now;
        this.reregistered = now;
        this.lastContact = now;
        this.lastPing = now;
    }

    boolean isConnected() {
        return link != NO_LINK;
    }

    boolean isDraining() {
        return drain.hasState() && drain.getState() != DrainState.UNKNOWN;
    }

    boolean isOfferable() {
        return isConnected() && !deactivated && !isDraining();
    }

    String pid() {
        return "slave(1)@" + ip + ":" + info.getPort();
    }

    /** As messages name it. */
    String describe() {
        return "agent " + id.getValue() + " at " + pid() + " (" + info.getHostname() + ")";
    }

    Resources total() {
        return total;
    }

    void setTotal(Resources newTotal) {
        total = newTotal;
        stale = true;
    }

    Map<String, OpenOffer> offers() {
        return offers;
    }

    void addOffer(OpenOffer offer) {
        offers.put(offer.id(), offer);
        stale = true;
    }

    void removeOffer(String offerId) {
        offers.remove(offerId);
        stale = true;
    }

    void use(TaskKey task, Resources resources) {
        taskResources.put(task, resources);
        stale = true;
    }

    void release(TaskKey task) {
        taskResources.remove(task);
        stale = true;
    }

    Map<ExecutorKey, ExecutorInfo> executors() {
        return executors;
    }

    void addExecutor(FrameworkID framework, ExecutorInfo executor) {
        executors.put(
                new ExecutorKey(framework.getValue(), executor.getExecutorId().getValue()), executor);
        stale = true;
    }

    boolean removeExecutor(ExecutorKey key) {
        stale = true;
        return executors.remove(key) != null;
    }

    /** What tasks and executors have, with its allocation. */
    Resources used() {
        Resources used = Resources.sum(taskResources.values());
        for (ExecutorInfo executor : executors.values()) {
            used = used.plus(Resources.of(executor.getResourcesList()));
        }
        return used;
    }

    Resources usedBy(String frameworkId) {
        Resources used = Resources.NONE;
        for (Map.Entry<TaskKey, Resources> task : taskResources.entrySet()) {
            if (task.getKey().frameworkId().equals(frameworkId)) {
                used = used.plus(task.getValue());
            }
        }
        for (Map.Entry<ExecutorKey, ExecutorInfo> executor : executors.entrySet()) {
            if (executor.getKey().frameworkId().equals(frameworkId)) {
                used = used.plus(Resources.of(executor.getValue().getResourcesList()));
            }
        }
        return used;
    }

    Resources offered() {
        return Resources.sum(offers.values().stream().map(OpenOffer::resources).toList());
    }

    /** Neither used nor offered, without allocation. */
    Resources free() {
        if (stale) {
            free = total.minus(used().unallocated()).minus(offered().unallocated());
            stale = false;
        }
        return free;
    }
}
