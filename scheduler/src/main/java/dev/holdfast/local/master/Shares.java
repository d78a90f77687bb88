package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.Resource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The dominant share of roles and frameworks: the largest part they hold of any scalar resource of the cluster. */
final class Shares {

    private static final List<String> COUNTED = List.of("cpus", "mem", "disk");

    private final Map<String, Double> totals = new HashMap<>();
    private final Map<String, Map<String, Double>> byRole = new HashMap<>();
    private final Map<String, Map<String, Double>> byFramework = new HashMap<>();

    Shares(World world) {
        for (Agent agent : world.agents.values()) {
            COUNTED.forEach(name ->
                    totals.merge(name, (double) agent.total().milli(name).orElse(0), Double::sum));
            agent.used()
                    .forEach(resource ->
                            count(byRole, resource.getAllocationInfo().getRole(), resource));
            for (Framework framework : world.frameworks.values()) {
                String id = framework.id.getValue();
                agent.usedBy(id).forEach(resource -> count(byFramework, id, resource));
            }
            for (OpenOffer offer : agent.offers().values()) {
                offer.resources().forEach(resource -> {
                    count(byRole, offer.role(), resource);
                    count(byFramework, offer.frameworkId(), resource);
                });
            }
        }
    }

    void add(Framework framework, String role, Resources offered) {
        offered.forEach(resource -> {
            count(byRole, role, resource);
            count(byFramework, framework.id.getValue(), resource);
        });
    }

    double of(String role) {
        return dominant(byRole.getOrDefault(role, Map.of()));
    }

    double of(Framework framework) {
        return dominant(byFramework.getOrDefault(framework.id.getValue(), Map.of()));
    }

    private double dominant(Map<String, Double> held) {
        double dominant = 0;
        for (String name : COUNTED) {
            double total = totals.getOrDefault(name, 0.0);
            if (total > 0) {
                dominant = Math.max(dominant, held.getOrDefault(name, 0.0) / total);
            }
        }
        return dominant;
    }

    private static void count(Map<String, Map<String, Double>> shares, String key, Resource resource) {
        if (COUNTED.contains(resource.getName())) {
            shares.computeIfAbsent(key, none -> new HashMap<>())
                    .merge(resource.getName(), (double) Values.milli(resource), Double::sum);
        }
    }
}
