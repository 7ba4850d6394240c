package io.github.geminiroutes.diagnostics.network;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import java.util.List;
import java.util.Map;

/**
 * The batch jobs that the API lists, as it sent them: untrusted.
 *
 * @param listed the operations of the pages that were read, the newest first
 * @param isWhole whether there are no more pages
 * @param failure why the list was not read to its end; null if it was, or is longer than is read
 * @param asked the answers about jobs of ours that the list does not have, by their names
 */
public record RemoteJobs(
        List<JsonNode> listed, boolean isWhole, Failure failure, Map<String, HttpAnswer> asked) {

    /** The list did not come in time. */
    static final RemoteJobs LATE =
            new RemoteJobs(
                    List.of(),
                    false,
                    Failure.of(FailureKind.TIMEOUT, "no answer in time"),
                    Map.of());

    public RemoteJobs {
        listed = List.copyOf(listed);
        asked = Map.copyOf(asked);
    }
}
