package io.github.geminiroutes.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnreadRepliesTest {

    private static final int MEGABYTE = 1024 * 1024;

    /** 8 MB for all, 7 MB for one token. */
    private final UnreadReplies replies = new UnreadReplies(64 * MEGABYTE);

    private final List<String> disconnected = new ArrayList<>();

    private Runnable add(String token, String client, int megabytes) {
        return replies.add(token, megabytes * MEGABYTE, () -> disconnected.add(client));
    }

    @Test
    void theOldestClientOfTheSameTokenGoesWhenItsRepliesAreTooLarge() {
        add("other", "0", 1);
        for (int i = 1; i <= 6; i++) {
            add("one", "" + i, 1);
        }
        assertThat(disconnected).isEmpty();

        add("one", "7", 2);

        assertThat(disconnected).containsExactly("1", "2");
    }

    @Test
    void whatIsReadTakesNothing() {
        for (int i = 1; i <= 100; i++) {
            Runnable read = add("one", "" + i, 5);
            read.run();
            read.run();
        }

        assertThat(disconnected).isEmpty();
    }

    @Test
    void noTokenLosesItsOnlyReplyForWhatOthersLeaveUnread() {
        for (int i = 1; i <= 100; i++) {
            add("one", "" + i, 1);
        }
        disconnected.clear();

        add("other", "o", 4);
        assertThat(disconnected).isEmpty();
        add("one", "101", 1);
        assertThat(disconnected).doesNotContain("o").hasSizeGreaterThan(3);
        add("other", "p", 1);
        assertThat(disconnected).contains("o").doesNotContain("p");
    }
}
