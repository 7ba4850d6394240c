package io.github.geminiroutes.policy;

import io.github.geminiroutes.failure.Disposition;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.Fault;

/** Which HTTP code says to a caller over HTTP what its call ended with. Stateless. */
public final class ReplyCode {

    private static final int BAD_REQUEST = 400;
    private static final int LIMITED = 429;
    private static final int INTERNAL = 500;
    private static final int UNAVAILABLE = 503;
    private static final int TIMEOUT = 504;

    private ReplyCode() {}

    /**
     * The code. What lies with our key, or with the way to the server, is nothing that the caller
     * can mend: for the caller the service is unavailable.
     */
    public static int of(Failure failure) {
        if (isOfAccount(failure) || isOfTheWay(failure)) {
            return UNAVAILABLE;
        }
        if (failure.httpCode() >= BAD_REQUEST) {
            return failure.httpCode();
        }
        return switch (failure.kind()) {
            case TIMEOUT, SLOW_ANSWER -> TIMEOUT;
            case BAD_INPUT -> BAD_REQUEST;
            case CHANGED_BY_HOST, UNEXPECTED -> INTERNAL;
            default -> isLimit(failure) ? LIMITED : UNAVAILABLE;
        };
    }

    /** Whether the call failed for a limit or for money. */
    public static boolean isLimit(Failure failure) {
        return FailurePolicy.isRefusedByQuota(failure)
                || failure.kind().fault() == Fault.QUOTA
                || failure.kind() == FailureKind.BUDGET_USED_UP;
    }

    /** Whether something between here and the server answered in its place. */
    private static boolean isOfTheWay(Failure failure) {
        return failure.kind() == FailureKind.NOT_FROM_GEMINI
                || failure.kind() == FailureKind.PROXY_REFUSED;
    }

    /** Whether every call with our key would fail alike. */
    public static boolean isOfAccount(Failure failure) {
        return failure.kind().disposition() == Disposition.STOP_INTAKE;
    }
}
