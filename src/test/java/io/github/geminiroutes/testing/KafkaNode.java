package io.github.geminiroutes.testing;

import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/** The main class of Kafka's process: formats its directory, then runs the server. */
final class KafkaNode {

    /** The same after a restart, as its directory is. */
    private static final String CLUSTER = "MkU3OEVBNTcwNTJENDM2Qg";

    private KafkaNode() {}

    public static void main(String[] arguments) {
        Configurator.setRootLevel(Level.WARN);
        int code =
                StorageTool.execute(
                        new String[] {
                            "format", "--ignore-formatted", "-t", CLUSTER, "-c", arguments[0]
                        },
                        System.out);
        if (code != 0) {
            System.exit(code);
        }
        Kafka.main(arguments);
    }
}
