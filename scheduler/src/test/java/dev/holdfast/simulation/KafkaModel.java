package dev.holdfast.simulation;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Driver;
import dev.holdfast.database.Observation;
import dev.holdfast.database.kafka.KafkaIds;
import dev.holdfast.database.kafka.PartitionId;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Kafka: a quorum of controllers that must not forget, brokers that hold partitions.
 *
 * <ol>
 *   <li>The quorum rules while most of its voters are up, with the disks they voted with. Who rules must have all that was ever agreed.
 *   <li>A broker is unfenced while the ruling controller hears it; one that is not leads nothing and is not in sync with anything.
 *   <li>A partition is led by one of those in sync, never by another. Writers are told that a record is safe when all in sync have it,
 *       and at least as many as the minimum are.
 *   <li>Partitions move: who comes copies first, who goes leaves when all who come are in sync.
 * </ol>
 */
final class KafkaModel implements Model {

    private static final int SESSION = 9000;
    private static final int LAG = 30_000;
    private static final int STARTING = 2000;
    private static final int COPIED_IN_A_SECOND = 60;

    final World world;
    final ClusterName name;
    final TreeMap<Integer, KafkaNode> nodes = new TreeMap<>();
    final TreeMap<PartitionId, KafkaPartition> partitions = new TreeMap<>();
    final TreeMap<Integer, Registration> brokers = new TreeMap<>();
    final KafkaQuorum quorum = new KafkaQuorum(this);

    private final KafkaLook look = new KafkaLook(this);
    private final KafkaWork work = new KafkaWork(this);
    private final KafkaJudge judge = new KafkaJudge(this);
    /** Chores on brokers that may be down, which the controllers took. */
    final TreeSet<String> taken = new TreeSet<>();

    final int level;
    private final int firstBrokers;
    private final int shift;

    /**
     * Three controllers, and some brokers.
     *
     * @param newest whether it is the newest release; else one before it
     * @param shift added to Kafka's usual ports
     */
    KafkaModel(World world, ClusterName name, boolean newest, int firstBrokers, int shift) {
        this.world = world;
        this.name = name;
        this.level = newest ? 30 : 29;
        this.firstBrokers = firstBrokers;
        this.shift = shift;
    }

    @Override
    public ClusterSpec firstWish() {
        return Wishes.kafka(name, level == 30 ? "4.3.1" : "4.2.1", firstBrokers, shift);
    }

    @Override
    public ClusterSpec scaled(ClusterSpec spec, int which) {
        return which % 4 == 0
                ? Wishes.scaled(spec, KafkaIds.CONTROLLER, which % 8 == 0 ? 3 : 5)
                : Wishes.scaled(spec, KafkaIds.BROKER, 3 + which % 3);
    }

    @Override
    public ClusterSpec set(ClusterSpec spec, int which) {
        return Wishes.with(spec, "log.retention.hours", Integer.toString(1 + which % 5));
    }

    @Override
    public ClusterSpec upgraded(ClusterSpec spec) {
        return spec.withVersion("4.3.1");
    }

    // Processes

    @Override
    public Optional<String> start(Container container) {
        Volume volume = container.volume;
        boolean first = KafkaNode.configured(container, "first_launch")
                .filter("yes"::equals)
                .isPresent();
        String mark = container.files.getOrDefault("kafka/mark", "");
        if (volume.mark.isEmpty() && !first) {
            return Optional.of("the volume has no mark, but was used before");
        }
        if (!volume.mark.isEmpty() && !volume.mark.equals(mark)) {
            return Optional.of("the volume is marked for " + volume.mark.replace('\n', ' '));
        }
        volume.mark = mark;
        int id = KafkaIds.kafkaId(container.node);
        if (volume.contents.isEmpty()) {
            volume.contents = Optional.of(format(container, id));
        }
        KafkaNode node = new KafkaNode(container, (KafkaDisk) volume.contents.get(), world.agenda.millis());
        nodes.put(id, node);
        return Optional.empty();
    }

    /** The first controllers are told with which disks they vote; everybody else makes a disk of its own. */
    private KafkaDisk format(Container container, int id) {
        String initial = KafkaNode.configured(container, "initial_controllers").orElse("");
        for (String member : initial.split(",", -1)) {
            if (member.startsWith(id + "@")) {
                if (quorum.voters.isEmpty()) {
                    for (String voter : initial.split(",", -1)) {
                        quorum.voters.put(
                                Integer.parseInt(voter.substring(0, voter.indexOf('@'))),
                                voter.substring(voter.lastIndexOf(':') + 1));
                    }
                }
                return new KafkaDisk(member.substring(member.lastIndexOf(':') + 1));
            }
        }
        return new KafkaDisk("disk-" + container.volume.id);
    }

    @Override
    public long ending(Container container) {
        KafkaNode node = nodes.get(KafkaIds.kafkaId(container.node));
        if (node == null || node.container != container) {
            return 200;
        }
        node.stopping = true;
        if (node.isController()) {
            return 500;
        }
        if (isRuled() && node.isReachable() && quorum.informs(node)) {
            fence(node.id);
            return 1500;
        }
        return Math.round(container.task.graceSeconds() * 1000); // nobody takes over what it leads
    }

    @Override
    public void ended(Container container) {
        nodes.values().removeIf(node -> node.container == container);
    }

    // A second passes

    boolean isRuled() {
        return quorum.holds();
    }

    @Override
    public void pass() {
        quorum.rule();
        if (isRuled()) {
            registerBrokers();
            partitions.values().forEach(this::elect);
        }
        for (KafkaPartition partition : partitions.values()) {
            write(partition);
            replicate(partition);
            acknowledge(partition);
            if (isRuled()) {
                move(partition);
            }
        }
    }

    private void registerBrokers() {
        long now = world.agenda.millis();
        for (KafkaNode node : nodes.values()) {
            boolean silent = !node.isReachable() || node.stopping || !quorum.informs(node);
            if (node.isController() || silent || now - node.since < STARTING) {
                continue;
            }
            node.heardAt = now;
            Registration known = brokers.get(node.id);
            if (known == null || !known.directory.equals(node.disk.directory)) {
                Registration made = new Registration(node.disk.directory);
                if (known != null) {
                    made.config.putAll(known.config);
                }
                brokers.put(node.id, made);
                quorum.agree();
            } else if (known.fenced) {
                known.fenced = false;
                quorum.agree();
            }
        }
        brokers.forEach((id, known) -> {
            KafkaNode node = nodes.get(id);
            boolean heard = node != null && now - Math.max(node.heardAt, quorum.ruledSince) <= SESSION;
            boolean ofAnother = node != null && !node.disk.directory.equals(known.directory);
            if (!known.fenced && (!heard || ofAnother) && (node != null || now - quorum.ruledSince > SESSION)) {
                fence(id);
            }
        });
        makeTopics();
    }

    /** As soon as there are brokers for them, users make topics: three and two copies, at least two and one in sync. */
    private void makeTopics() {
        List<Integer> up = brokers.entrySet().stream()
                .filter(entry -> !entry.getValue().fenced)
                .map(java.util.Map.Entry::getKey)
                .toList();
        if (!partitions.isEmpty() || up.size() < 4) {
            return;
        }
        for (KafkaPartition made : KafkaPartition.first(up)) {
            partitions.put(made.id, made);
            quorum.agree();
        }
    }

    /** A broker leads nothing any more, and is in sync only where nobody else is. */
    void fence(int id) {
        Optional.ofNullable(brokers.get(id)).ifPresent(known -> known.fenced = true);
        for (KafkaPartition partition : partitions.values()) {
            if (partition.isr.size() > 1) {
                partition.isr.remove(Integer.valueOf(id));
            }
            elect(partition);
        }
        quorum.agree();
    }

    boolean isUp(int broker) {
        KafkaNode node = nodes.get(broker);
        Registration known = brokers.get(broker);
        return node != null
                && node.isReachable()
                && !node.stopping
                && known != null
                && !known.fenced
                && known.directory.equals(node.disk.directory);
    }

    void elect(KafkaPartition partition) {
        Registration now = brokers.get(partition.leader);
        boolean leads = partition.leader >= 0 && now != null && !now.fenced && partition.isr.contains(partition.leader);
        if (leads) {
            return;
        }
        partition.leader = partition.replicas.stream()
                .filter(id -> partition.isr.contains(id) && isUp(id))
                .findFirst()
                .orElse(-1);
        if (partition.leader >= 0) {
            quorum.agree();
            judge.leads(partition);
        }
    }

    private void write(KafkaPartition partition) {
        if (isUp(partition.leader) && partition.isr.size() >= partition.minInSync) {
            partition.written++;
            nodes.get(partition.leader).disk.log(partition.id).append(partition.written);
        }
    }

    private void replicate(KafkaPartition partition) {
        KafkaNode leader = nodes.get(partition.leader);
        if (leader == null || !leader.isReachable() || leader.stopping) {
            return;
        }
        Log log = leader.disk.log(partition.id);
        for (int id : List.copyOf(partition.replicas)) {
            KafkaNode follower = nodes.get(id);
            if (id == partition.leader || follower == null || !follower.isReachable() || follower.stopping) {
                continue;
            }
            if (!quorum.reaches(follower, leader)) {
                lags(partition, leader, id);
                continue;
            }
            partition.lagging.remove(id);
            Log copy = follower.disk.log(partition.id);
            copy.follow(log, COPIED_IN_A_SECOND);
            boolean comes = !partition.isr.contains(id) && isUp(id) && isRuled() && quorum.informs(leader);
            if (comes && copy.isCaughtUpWith(log)) {
                partition.isr.add(id);
                quorum.agree();
            }
        }
    }

    /** Who does not reach its leader for as long as {@code replica.lag.time.max.ms} says is in sync no more, by the leader's word to the controller. */
    private void lags(KafkaPartition partition, KafkaNode leader, int id) {
        long now = world.agenda.millis();
        long since = partition.lagging.computeIfAbsent(id, missing -> now);
        if (now - since > LAG && partition.isr.size() > 1 && isRuled() && quorum.informs(leader)) {
            if (partition.isr.remove(Integer.valueOf(id))) {
                quorum.agree();
            }
        }
    }

    private void acknowledge(KafkaPartition partition) {
        KafkaNode leader = nodes.get(partition.leader);
        long now = world.agenda.millis();
        boolean thin = partition.replicas.size() > partition.minInSync && partition.isr.size() <= partition.minInSync;
        partition.thinSince = thin ? (partition.thinSince < 0 ? now : partition.thinSince) : -1;
        if (leader == null || !isUp(partition.leader) || partition.isr.size() < partition.minInSync) {
            return;
        }
        Log log = leader.disk.log(partition.id);
        int mark = log.size();
        for (int id : partition.isr) {
            KafkaNode member = nodes.get(id);
            mark = member == null
                    ? 0
                    : Math.min(mark, member.disk.log(partition.id).size());
        }
        partition.acknowledge(log, mark);
    }

    private void move(KafkaPartition partition) {
        if (partition.wanted.isEmpty() || !partition.isr.containsAll(partition.wanted)) {
            return;
        }
        List<Integer> leaving = partition.replicas.stream()
                .filter(id -> !partition.wanted.contains(id))
                .toList();
        partition.replicas.clear();
        partition.replicas.addAll(partition.wanted);
        partition.wanted.clear();
        partition.adding.clear();
        partition.removing.clear();
        partition.isr.removeAll(leaving);
        elect(partition);
        quorum.agree();
        for (int id : leaving) {
            KafkaNode node = nodes.get(id);
            if (node != null && node.isReachable()) {
                node.disk.logs.remove(partition.id);
            }
        }
    }

    // What is asked

    @Override
    public Observation look(ClusterView view, Instant begin, Instant end) {
        return look.at(view, begin, end);
    }

    @Override
    public Driver.Outcome perform(ClusterView view, Chore chore) {
        return work.perform(view, chore);
    }

    @Override
    public void heeds(String rule, String text) {
        work.heeds(rule, text);
    }

    /** What it had in sync counts no more, before another that has it can go too. */
    @Override
    public void diskLost(NodeId node) {
        if (isRuled() && node.group().equals(KafkaIds.BROKER)) {
            fence(KafkaIds.kafkaId(node));
        }
    }

    @Override
    public boolean canSpare(Machine machine) {
        return judge.canSpare(machine);
    }

    @Override
    public void destroyed(Volume volume) {
        judge.destroyed(volume);
    }

    @Override
    public Optional<String> misses(NodeId node) {
        return judge.misses(node);
    }

    @Override
    public Optional<String> unsettled(ClusterSpec wish) {
        return judge.unsettled(wish);
    }

    @Override
    public long acknowledged() {
        return partitions.values().stream()
                .mapToLong(partition -> partition.acknowledged.size())
                .sum();
    }
}
