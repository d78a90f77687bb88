package dev.holdfast.engine;

import dev.holdfast.model.ZooKeeperAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * State that several schedulers share.
 *
 * @param sessionTimeout after which a scheduler that is not heard of is taken for gone
 * @param keyFile with the key that secrets are locked with in ZooKeeper; the same for all schedulers
 */
public record SharedState(ZooKeeperAddress address, Duration sessionTimeout, Path keyFile) {}
