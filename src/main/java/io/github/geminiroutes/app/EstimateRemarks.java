package io.github.geminiroutes.app;

import io.github.geminiroutes.support.SingleLine;
import java.util.ArrayList;
import java.util.List;

/** What an estimate does not count, or not exactly, for a person. Thread-safe. */
final class EstimateRemarks {

    private static final int MOST_TOLD = 10;
    private static final int LONGEST = 300;

    private final Told failing =
            new Told("Not counted, as it would fail: ", "Not counted, as they would fail: ");
    private final Told slow =
            new Told("Left out, as it takes long to read: ", "Left out, as they take long: ");
    private long uploaded;
    private long uncounted;

    /** The first lines of one kind, and how many more there are. */
    private static final class Told {

        private final String one;
        private final String more;
        private final List<String> lines = new ArrayList<>();
        private long count;

        Told(String one, String more) {
            this.one = one;
            this.more = more;
        }

        void add(String line) {
            count++;
            if (lines.size() < MOST_TOLD) {
                lines.add(one + line);
            }
        }

        void addTo(List<String> all) {
            all.addAll(lines);
            if (count > lines.size()) {
                all.add(more + (count - lines.size()) + " more");
            }
        }
    }

    /** A prompt that would fail. */
    synchronized void wouldFail(String name, String reason) {
        failing.add(quoted(name) + ": " + quoted(reason));
    }

    /** A prompt that is left out. */
    synchronized void takesLong(String name) {
        slow.add(quoted(name));
    }

    /** A request whose files would have to be uploaded. */
    synchronized void isUploaded() {
        uploaded++;
    }

    /** A request that there was no time to count. */
    synchronized void isUncounted() {
        uncounted++;
    }

    private static String quoted(String text) {
        return SingleLine.quoted(text, LONGEST);
    }

    /**
     * All of them.
     *
     * @param unread how many files, tables and folders were left out, as the time was over
     */
    synchronized List<String> lines(long unread, EstimateTime time) {
        List<String> lines = new ArrayList<>();
        failing.addTo(lines);
        slow.addTo(lines);
        if (uploaded > 0) {
            lines.add(
                    "Estimated by kind and size, as files have to be uploaded: %d requests"
                            .formatted(uploaded));
        }
        if (uncounted > 0) {
            lines.add(
                    "Estimated by kind and size, as Gemini has not counted them in time: %d requests (--time raises it)"
                            .formatted(uncounted));
        }
        if (unread > 0) {
            lines.add(
                    "Left out, as the %d s were over: %d files, tables and folders (--time raises them)"
                            .formatted(time.most().toSeconds(), unread));
        }
        return lines;
    }
}
