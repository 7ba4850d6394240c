package io.github.geminiroutes.testing;

import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/** The main class of Kafka's process: formats its directory, then runs the server. */
final class KafkaNode {

    private KafkaNode() {}

    public static void main(String[] arguments) {
        Configurator.setRootLevel(Level.WARN);
        int code =
                StorageTool.execute(
                        new String[] {
                            "format",
                            "--ignore-formatted",
                            "-t",
                            Uuid.randomUuid().toString(),
                            "-c",
                            arguments[0]
                        },
                        System.out);
        if (code != 0) {
            System.exit(code);
        }
        Kafka.main(arguments);
    }
}
