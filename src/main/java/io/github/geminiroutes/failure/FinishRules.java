package io.github.geminiroutes.failure;

import java.util.Set;

/**
 * Distinguishes the finish reasons of a 200 response that is no usable answer: what often passes is
 * worth another call, such as a malformed function call; a verdict about the prompt is not.
 */
public final class FinishRules {

    /** The model tripped; its next attempt may not. */
    private static final Set<String> MALFORMED =
            Set.of("MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "MALFORMED_RESPONSE");

    private static final Set<String> WITHOUT_CONTENT =
            Set.of(
                    "OTHER",
                    "NO_IMAGE",
                    "IMAGE_OTHER",
                    "IMAGE_SAFETY",
                    "IMAGE_PROHIBITED_CONTENT",
                    "IMAGE_RECITATION");

    private FinishRules() {}

    /**
     * @param reason a finish reason that is not of a usable answer; may be empty
     * @param hasContent whether the candidate has parts all the same
     */
    public static FailureKind kind(String reason, boolean hasContent) {
        boolean mayPass =
                MALFORMED.contains(reason) || !hasContent && WITHOUT_CONTENT.contains(reason);
        return mayPass ? FailureKind.FAULTY_FINISH : FailureKind.UNUSABLE_FINISH;
    }
}
