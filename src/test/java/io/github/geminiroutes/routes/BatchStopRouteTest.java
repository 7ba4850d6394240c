package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.batch.BatchLane;
import io.github.geminiroutes.testing.BatchScript;
import org.junit.jupiter.api.Test;

/** A stop has no time for the answers of a whole job. */
class BatchStopRouteTest extends BatchRoutesTestSupport {

    private static final BatchScript SCRIPT = new BatchScript();

    @Override
    BatchScript script() {
        return SCRIPT;
    }

    @Test
    void afterItNoFurtherPromptIsSentToARouteThatHasStopped() {
        BatchLane lane = BatchLane.of(context());
        assertThat(lane.isGoingOn()).isTrue();

        context().stop();

        assertThat(lane.isGoingOn()).isFalse();
    }
}
