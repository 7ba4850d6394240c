package io.github.geminiroutes.generate;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.Exchange;

/** A caller that waits at the gate, and notes the lines that its calls name beyond it. */
final class NotedLines implements WaitPolicy {

    private final List<String> lines;
    private final boolean shares;

    private NotedLines(List<String> lines, boolean shares) {
        this.lines = lines;
        this.shares = shares;
    }

    /** Notes the lines in which a call waits on its own. */
    static void ofOwnWaits(Exchange exchange, List<String> lines) {
        CallOptions.of(new NotedLines(lines, true)).set(exchange);
    }

    /** Notes the lines that a call would share, and refuses each. */
    static void ofRefusedShares(Exchange exchange, List<String> lines) {
        CallOptions.of(new NotedLines(lines, false)).set(exchange);
    }

    @Override
    public boolean tryWait(String line, Duration delay) {
        return true;
    }

    @Override
    public boolean tryShare(Supplier<ShareLine> line) {
        if (!shares) {
            lines.add(line.get().name());
        }
        return shares;
    }

    @Override
    public boolean waitsAgain(Duration delay) {
        return shares || delay.isZero();
    }

    @Override
    public void beginOwnWait(Supplier<String> line) {
        if (shares) {
            lines.add(line.get());
        }
    }
}
