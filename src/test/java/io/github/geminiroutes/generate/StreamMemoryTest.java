package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamMemoryTest {

    private static final int WINDOW = 32;
    private static final int PIECE = 10 * WINDOW;
    private static final int ANSWER = 3 * PIECE;
    private static final int TOTAL = 12 * WINDOW;

    private final StreamMemory memory = new StreamMemory(TOTAL);
    private final Random random = new Random(16);

    /** A stream of three large pieces, whose reader takes each when it likes. */
    private final class Stream {

        private final StreamMemory.Share share = memory.open("", () -> waits = false);
        private boolean waits;
        private int partial;
        private int unread;
        private int left = 3;

        void step() {
            if (unread > 0) {
                unread--;
                share.taken(PIECE);
                if (left == 0) {
                    share.close();
                }
            } else if (!waits) {
                waits = !share.mayGrow(partial + WINDOW);
                if (!waits) {
                    partial += WINDOW;
                    if (partial == PIECE) {
                        partial = 0;
                        share.came(PIECE);
                        unread++;
                        left--;
                    }
                }
            } else if (partial == 0) {
                // The piece before has been written: the reader asks for the next.
                share.taken(0);
            }
        }

        boolean isOver() {
            return left == 0 && unread == 0;
        }
    }

    /** All have a piece in part: without the one that may go on, all would wait. */
    @Test
    void streamsThatAreTooManyComeToTheirEndOneByOneAndHoldNoMoreThanTheBoundAndOneAnswer() {
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            streams.add(new Stream());
        }
        long most = 0;
        int mostWaiting = 0;
        int steps = 0;
        while (!streams.isEmpty() && steps++ < 1_000_000) {
            streams.get(random.nextInt(streams.size())).step();
            most = Math.max(most, memory.used());
            mostWaiting = Math.max(mostWaiting, memory.waiting());
            streams.removeIf(Stream::isOver);
        }
        assertThat(streams).as("those that never came to their end").isEmpty();
        assertThat(most).isGreaterThan(TOTAL - WINDOW).isLessThanOrEqualTo(TOTAL + ANSWER);
        assertThat(mostWaiting).isGreaterThan(30);
        assertThat(memory.used()).isZero();
        assertThat(memory.waiting()).isZero();
    }

    @Test
    void aStreamThatEndsMakesRoomForTheNextInLine() {
        List<String> admitted = new ArrayList<>();
        StreamMemory.Share holder = memory.open("", () -> admitted.add("holder"));
        StreamMemory.Share favoured = memory.open("", () -> admitted.add("favoured"));
        StreamMemory.Share first = memory.open("", () -> admitted.add("first"));
        StreamMemory.Share second = memory.open("", () -> admitted.add("second"));

        assertThat(holder.mayGrow(TOTAL)).isTrue();
        assertThat(favoured.mayGrow(WINDOW)).as("one may always go on").isTrue();
        assertThat(first.mayGrow(WINDOW)).isFalse();
        assertThat(second.mayGrow(TOTAL)).isFalse();
        assertThat(first.isWaiting()).isTrue();
        assertThat(favoured.mayGrow(2 * WINDOW)).isTrue();

        holder.close();
        assertThat(admitted).containsExactly("first", "second");
        assertThat(holder.mayGrow(TOTAL)).as("is let go: its call has ended").isTrue();
        assertThat(memory.used()).as("one is favoured again").isEqualTo(TOTAL + 3L * WINDOW);
    }

    /** Nobody reads what has come for the greedy one. */
    @Test
    void unreadStreamsOfOneCallerLeaveRoomForThoseOfAnother() {
        StreamMemory.Share unread = memory.open("greedy", () -> {});
        int held = 0;
        while (memory.open("greedy", () -> {}).mayGrow(WINDOW / 4) && held < 100) {
            held++;
        }
        assertThat(held).as("the bound of one caller, and one that may go on").isEqualTo(43);
        assertThat(unread.mayGrow(WINDOW)).isFalse();

        StreamMemory.Share modest = memory.open("modest", () -> {});

        assertThat(modest.mayGrow(WINDOW)).isTrue();
    }

    @Test
    void callersThatWaitHaveTurns() {
        List<String> admitted = new ArrayList<>();
        List<StreamMemory.Share> greedy = new ArrayList<>();
        StreamMemory.Share holder = memory.open("", () -> {});
        assertThat(holder.mayGrow(TOTAL)).isTrue();
        StreamMemory.Share favoured = memory.open("greedy", () -> {});
        assertThat(favoured.mayGrow(PIECE)).as("one may always go on").isTrue();
        for (int i = 0; i < 5; i++) {
            String name = "greedy " + i;
            StreamMemory.Share share = memory.open("greedy", () -> admitted.add(name));
            assertThat(share.mayGrow(PIECE)).isFalse();
            greedy.add(share);
        }
        StreamMemory.Share modest = memory.open("modest", () -> admitted.add("modest"));
        assertThat(modest.mayGrow(PIECE)).isFalse();

        favoured.close();
        assertThat(admitted).containsExactly("greedy 0");
        greedy.get(0).close();
        assertThat(admitted).containsExactly("greedy 0", "modest");
    }

    @Test
    void aPieceCountsUntilTheReaderAsksForTheNext() {
        StreamMemory.Share share = memory.open("", () -> {});
        share.came(PIECE);
        share.taken(PIECE);
        assertThat(memory.used()).isEqualTo(PIECE);
        share.taken(0);
        assertThat(memory.used()).isZero();
    }
}
