package io.github.geminiroutes.monitoring;

import io.github.geminiroutes.folder.DropFolderService;
import java.time.Duration;
import org.apache.camel.spi.annotations.HealthCheck;

/**
 * Whether the consumer of the inbox gets on: for liveness, too, as only a restart helps a program
 * whose disk hangs in the middle of a call.
 */
@HealthCheck("gemini-consumer-check")
public final class ConsumerHealthCheck extends GeminiHealthCheck<DropFolderService> {

    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

    public ConsumerHealthCheck() {
        super("gemini-consumer", DropFolderService::of);
    }

    @Override
    public boolean isLiveness() {
        return true;
    }

    @Override
    String trouble(DropFolderService dropFolder) {
        return trouble(dropFolder.intake().silence());
    }

    static String trouble(Duration silence) {
        return silence.compareTo(LONGEST_SILENCE) < 0
                ? null
                : "The inbox has not been looked at for %d s: a file or its disk does not answer. Restart the program, and look at the disk"
                        .formatted(silence.toSeconds());
    }
}
