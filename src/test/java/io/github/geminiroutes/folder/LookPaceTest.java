package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An inbox without documents is looked through now and then only. */
class LookPaceTest {

    private static final long MILLI = 1_000_000;

    private final LookPace pace = new LookPace(100, 5_000 * MILLI);

    @BeforeEach
    void theFirstLookIsOver() {
        assertThat(pace.begin(0)).isTrue();
        pace.end(700 * MILLI);
    }

    @Test
    void theFirstLookIsFollowedByTheNextAtOnce() {
        assertThat(pace.begin(700 * MILLI)).isTrue();
    }

    @Test
    void aLookInVainIsAHundredthOfTheTime() {
        pace.begin(1_000 * MILLI);
        pace.end(1_010 * MILLI);

        assertThat(pace.begin(2_009 * MILLI)).isFalse();
        assertThat(pace.begin(2_010 * MILLI)).isTrue();
    }

    @Test
    void aLookThatIsSlowForOnceIsFollowedByAShortRest() {
        pace.begin(1_000 * MILLI);
        pace.end(1_001 * MILLI);
        pace.begin(2_000 * MILLI);
        pace.end(2_080 * MILLI);

        assertThat(pace.begin(2_180 * MILLI)).isTrue();
    }

    @Test
    void noRestIsLong() {
        pace.begin(1_000 * MILLI);
        pace.end(4_000 * MILLI);

        assertThat(pace.begin(8_999 * MILLI)).isFalse();
        assertThat(pace.begin(9_000 * MILLI)).isTrue();
    }

    @Test
    void documentsAreLookedForWithEachPollWhileThereAreSome() {
        pace.begin(1_000 * MILLI);
        pace.found();
        pace.end(4_000 * MILLI);

        assertThat(pace.begin(4_000 * MILLI)).isTrue();
    }
}
