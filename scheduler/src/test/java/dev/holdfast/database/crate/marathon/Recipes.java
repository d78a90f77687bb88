package dev.holdfast.database.crate.marathon;

/** The two ways in which people ran Crate on Marathon: a list of hosts on the agents' network, or a bridge with an overlay. */
public final class Recipes {

    /** Directory of the host in {@link #UNICAST}. */
    public static final String HOST_DIRECTORY = "/srv/tables";

    /** Three instances that know each other by a list of hosts, with a directory of the host. */
    public static final String UNICAST = """
        {
          "id": "/prod/tables-unicast",
          "instances": 3,
          "cpus": 1,
          "mem": 2014,
          "constraints": [["hostname", "UNIQUE"]],
          "cmd": "crate -Des.zen.discovery.minimum_master_nodes=2",
          "env": {
            "CRATE_HEAP_SIZE": "1024m",
            "CRATE_HOSTS": "agent-a:4300,agent-b:4300,agent-c:4300"
          },
          "ports": [],
          "uris": [],
          "container": {
            "type": "DOCKER",
            "docker": { "image": "crate/crate:0.47.3", "network": "HOST", "privileged": true, "parameters": [] },
            "volumes": [
              { "hostPath": "/tmp", "containerPath": "/tmp", "mode": "RO" },
              { "hostPath": "/srv/tables", "containerPath": "/data", "mode": "RW" }
            ]
          }
        }
        """;

    /** Three instances behind bridges that find each other by multicast through an overlay. */
    public static final String WEAVE = """
        {
          "id": "tables-weave",
          "instances": 3,
          "cpus": 0.2,
          "mem": 2014,
          "constraints": [["hostname", "UNIQUE"]],
          "cmd": "crate",
          "env": { "CRATE_HEAP_SIZE": "1024m" },
          "ports": [],
          "container": {
            "type": "DOCKER",
            "docker": {
              "image": "crate/crate:0.47.3",
              "network": "BRIDGE",
              "privileged": true,
              "portMappings": [
                { "containerPort": 4200, "hostPort": 4200, "protocol": "tcp" },
                { "containerPort": 4300, "hostPort": 4300, "protocol": "tcp" }
              ]
            }
          }
        }
        """;

    private Recipes() {}
}
