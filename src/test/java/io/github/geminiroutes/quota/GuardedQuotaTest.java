package io.github.geminiroutes.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A shared quota whose every step throws. */
class GuardedQuotaTest {

    private final List<String> notices = new ArrayList<>();
    private final SharedQuota broken =
            new SharedQuota() {
                @Override
                public Decision admit(Permit permit) {
                    throw new IllegalStateException("gone");
                }
            };
    private final GuardedQuota quota = new GuardedQuota(broken, notices::add);

    @Test
    void aFaultIsToldOnceAndFailsNoCall() {
        assertThat(quota.admit(null)).isNull();
        assertThat(quota.admit(null)).isNull();

        assertThat(notices).singleElement().asString().contains("out of reach", "gone");
    }

    @Test
    void aStopTellsNothingOfTheQuota() {
        Thread.currentThread().interrupt();

        assertThat(quota.admit(null)).isNull();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(notices).isEmpty();
    }
}
