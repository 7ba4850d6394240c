package io.github.geminiroutes.task.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GrpcStatus;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.table.Row;

/** Why a row has no answer, as a result line of Google's Batch API says it. */
final class RowError {

    private RowError() {}

    /** Of a row that cannot be asked. */
    static ObjectNode of(Row row, String problem) {
        return of(
                row,
                Failure.of(FailureKind.BAD_INPUT, "line %d: %s".formatted(row.line(), problem)));
    }

    /** Of a row whose call failed. */
    static ObjectNode of(Row row, Failure failure) {
        String status = status(failure);
        ObjectNode error = GeminiJson.MAPPER.createObjectNode();
        error.put("code", GrpcStatus.code(status));
        error.put("status", status);
        error.put("message", failure.message());
        error.put("class", failure.kind().id());
        error.put("line", row.line());
        return error;
    }

    private static String status(Failure failure) {
        if (GrpcStatus.code(failure.status()) >= 0) {
            return failure.status();
        }
        return switch (failure.httpCode()) {
            case 0, 400, 413 ->
                    failure.kind() == FailureKind.BAD_INPUT || failure.httpCode() > 0
                            ? "INVALID_ARGUMENT"
                            : "UNKNOWN";
            case 200 -> "FAILED_PRECONDITION";
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 429 -> "RESOURCE_EXHAUSTED";
            default -> failure.httpCode() >= 500 ? "UNAVAILABLE" : "UNKNOWN";
        };
    }

    /** The failure of a file of which rows failed, by the first of them. */
    static Failure ofFile(JsonNode first, long row, long failed, long all) {
        FailureKind kind = FailureKind.UNEXPECTED;
        for (FailureKind one : FailureKind.values()) {
            if (one.id().equals(first.path("class").asText())) {
                kind = one;
            }
        }
        return Failure.of(
                kind,
                "%d of %d rows failed; the first is row %d: %s"
                        .formatted(failed, all, row, first.path("message").asText()));
    }
}
