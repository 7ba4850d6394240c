package io.github.geminiroutes.failure;

/**
 * Distinguishes, for 400 and 403, a fault of the account from a fault of the prompt. Only the
 * beginning of a message counts: the rest may repeat parts of the prompt, and a prompt must not be
 * able to stop the intake.
 */
final class RequestRules {

    /** Google says no more of a cache that is gone than of one that the key may not use. */
    static final String MISSING_CACHE = "CachedContent not found";

    private RequestRules() {}

    static FailureKind badRequest(ErrorBody body) {
        if (names(body, "API_KEY_INVALID")
                || says(body, "API key not valid")
                || says(body, "API key expired")) {
            return FailureKind.API_KEY_INVALID;
        }
        if (says(body, "Multiple authentication credentials")) {
            return FailureKind.UNAUTHENTICATED;
        }
        // "The File … is not in an ACTIVE state" has the same status, but only this prompt names
        // that file.
        boolean accountMeant =
                "FAILED_PRECONDITION".equals(body.status()) && !says(body, "The File ");
        return accountMeant ? FailureKind.PRECONDITION_FAILED : FailureKind.INVALID_REQUEST;
    }

    /**
     * A prompt that names an expired file or cache gets a 403, too. As a bad key it would stop all
     * other prompts.
     */
    static FailureKind forbidden(ErrorBody body) {
        return says(body, "You do not have permission to access the File ")
                        || says(body, MISSING_CACHE)
                ? FailureKind.NOT_FOUND
                : FailureKind.PERMISSION_DENIED;
    }

    private static boolean names(ErrorBody body, String reason) {
        return body.detailObjects().stream()
                .anyMatch(detail -> reason.equals(detail.path("reason").textValue()));
    }

    private static boolean says(ErrorBody body, String beginning) {
        return body.hasError() && body.prose().startsWith(beginning);
    }
}
