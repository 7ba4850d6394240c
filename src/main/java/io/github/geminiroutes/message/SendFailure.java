package io.github.geminiroutes.message;

import io.github.geminiroutes.support.SingleLine;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.http.base.HttpOperationFailedException;

/** What a reply or a dead letter that was not taken failed of, by its exception. */
final class SendFailure {

    /**
     * JMS has no exception of its own for a lost connection; clients call theirs so. An attempt
     * that was ended may have waited for one. Kafka's client has a TimeoutException where no broker
     * answers.
     */
    private static final Pattern CONNECTION =
            Pattern.compile(
                    ".*(NotConnected|Disconnected|Connection(Failed|TimedOut)|Interrupted).*"
                            + "|TimeoutException");

    /** No broker has one name for it; that of Kafka is RecordTooLargeException. */
    private static final Pattern SIZE = Pattern.compile(".*(TooLarge|SizeExceeded).*");

    /** JMS clients call it so that nobody answered. */
    private static final Pattern UNANSWERED = Pattern.compile(".*TimedOut.*");

    /** The client refuses to write the message: an IOException, which says nothing of the way. */
    private static final Pattern PROTOCOL = Pattern.compile(".*ProtocolException");

    /** The exceptions of Apache's HTTP client for a connection that its server has closed. */
    private static final Pattern DROP = Pattern.compile("NoHttpResponse.*|ConnectionClosed.*");

    /** Content Too Large, URI Too Long, Request Header Fields Too Large. */
    private static final Set<Integer> SIZE_STATUS = Set.of(413, 414, 431);

    private SendFailure() {}

    /** Whether it was the way to the endpoint, and not what was sent. */
    static boolean isConnection(Throwable error) {
        return !isNamed(PROTOCOL, error)
                && (causes(error).stream().anyMatch(IOException.class::isInstance)
                        || isNamed(CONNECTION, error));
    }

    /** Whether the endpoint takes no message of this size. */
    static boolean isTooLarge(Throwable error) {
        return isNamed(SIZE, error)
                || causes(error).stream()
                        .anyMatch(
                                cause ->
                                        cause instanceof HttpOperationFailedException refused
                                                && SIZE_STATUS.contains(refused.getStatusCode()));
    }

    /** Whether the endpoint has said nothing, as where it makes its clients wait for room. */
    static boolean isUnanswered(Throwable error) {
        return isNamed(UNANSWERED, error);
    }

    /** Whether a connection was closed after it had been opened. */
    static boolean isDrop(Throwable error) {
        return isNamed(DROP, error)
                || causes(error).stream()
                        .anyMatch(
                                cause ->
                                        cause instanceof SocketException
                                                && !(cause instanceof ConnectException)
                                                && !(cause instanceof NoRouteToHostException));
    }

    /** What is beneath: the wrappings only say that it is about messages. */
    static String describe(Throwable error) {
        List<Throwable> causes = causes(error);
        Throwable root = causes.get(causes.size() - 1);
        return SingleLine.of(root.getClass().getSimpleName() + ": " + root.getMessage());
    }

    private static boolean isNamed(Pattern name, Throwable error) {
        return causes(error).stream()
                .anyMatch(cause -> name.matcher(cause.getClass().getSimpleName()).matches());
    }

    private static List<Throwable> causes(Throwable error) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = error;
                cause != null && !causes.contains(cause);
                cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }
}
