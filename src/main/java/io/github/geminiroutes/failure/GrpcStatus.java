package io.github.geminiroutes.failure;

import java.util.List;

/**
 * The statuses of gRPC, which Google's errors name. Source: {@code google/rpc/code.proto} of
 * googleapis.
 */
public final class GrpcStatus {

    private static final List<String> BY_CODE =
            List.of(
                    "OK",
                    "CANCELLED",
                    "UNKNOWN",
                    "INVALID_ARGUMENT",
                    "DEADLINE_EXCEEDED",
                    "NOT_FOUND",
                    "ALREADY_EXISTS",
                    "PERMISSION_DENIED",
                    "RESOURCE_EXHAUSTED",
                    "FAILED_PRECONDITION",
                    "ABORTED",
                    "OUT_OF_RANGE",
                    "UNIMPLEMENTED",
                    "INTERNAL",
                    "UNAVAILABLE",
                    "DATA_LOSS",
                    "UNAUTHENTICATED");

    private GrpcStatus() {}

    /** The number of a status; -1 if there is no such status. */
    public static int code(String name) {
        return name == null ? -1 : BY_CODE.indexOf(name);
    }

    /** The status of a number; null if there is no such error. */
    public static String name(int code) {
        return code > 0 && code < BY_CODE.size() ? BY_CODE.get(code) : null;
    }

    /**
     * Whether an error may have it: Gemini writes one into each error, and no other server does.
     */
    static boolean isOfError(String name) {
        return code(name) > 0;
    }
}
