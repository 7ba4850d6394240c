package io.github.geminiroutes.answer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;

/**
 * The HTTP code of an error that comes as the body of a 200: of a stream that broke, of a gateway,
 * or of a line of a batch.
 */
final class ErrorIn200 {

    private static final int LEAST = 400;
    private static final int MOST = 599;
    private static final int INTERNAL = 500;

    /** The codes of gRPC in order, from 0 on; source: google.rpc.Code. */
    private static final int[] OF_GRPC = {
        INTERNAL, 499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401
    };

    /** Names of gRPC, and those of Google's newer API. */
    private static final Map<String, Integer> OF_NAMES =
            Map.ofEntries(
                    Map.entry("cancelled", 499),
                    Map.entry("unknown", 500),
                    Map.entry("invalid_argument", 400),
                    Map.entry("invalid_request", 400),
                    Map.entry("failed_precondition", 400),
                    Map.entry("out_of_range", 400),
                    Map.entry("deadline_exceeded", 504),
                    Map.entry("not_found", 404),
                    Map.entry("model_not_found", 404),
                    Map.entry("already_exists", 409),
                    Map.entry("aborted", 409),
                    Map.entry("permission_denied", 403),
                    Map.entry("unauthenticated", 401),
                    Map.entry("payment_required", 402),
                    Map.entry("resource_exhausted", 429),
                    Map.entry("rate_limit_exceeded", 429),
                    Map.entry("too_many_requests", 429),
                    Map.entry("quota_exceeded", 429),
                    Map.entry("unimplemented", 501),
                    Map.entry("internal", 500),
                    Map.entry("data_loss", 500),
                    Map.entry("unavailable", 503),
                    Map.entry("service_unavailable", 503));

    private ErrorIn200() {}

    /** Whether a response's field {@code error} says that the call failed. */
    static boolean isError(JsonNode error) {
        return error.isObject() && !error.isEmpty()
                || error.isTextual() && !error.textValue().isBlank();
    }

    /** The code by the error's own code, else by its status; 500 if neither tells. */
    static int code(JsonNode error) {
        int code = of(error.path("code"));
        if (code == 0) {
            code = of(error.path("status"));
        }
        return code == 0 ? INTERNAL : code;
    }

    /** 0 if it tells nothing. */
    private static int of(JsonNode code) {
        String text = code.isValueNode() ? code.asText("").strip() : "";
        if (!text.matches("[0-9]{1,3}")) {
            return OF_NAMES.getOrDefault(text.toLowerCase(Locale.ROOT), 0);
        }
        int number = Integer.parseInt(text);
        if (number >= LEAST && number <= MOST) {
            return number;
        }
        return number > 0 && number < OF_GRPC.length ? OF_GRPC[number] : 0;
    }
}
