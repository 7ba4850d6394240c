package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.RecordedAnswers;
import io.github.geminiroutes.testing.RecordedErrors;
import io.github.geminiroutes.testing.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What goes wrong with one prompt, and what must become of it. */
enum MixedFault {
    // What passes: the same prompt is answered a moment later.
    OVERLOADED(End.ANSWERED, RecordedErrors.overloaded()),
    INTERNAL(End.ANSWERED, RecordedErrors.internal(), RecordedErrors.internal()),
    DEADLINE_EXCEEDED(End.ANSWERED, RecordedErrors.deadlineExceeded()),
    REQUEST_TIMEOUT(End.ANSWERED, Reply.of(408, "")),
    CONFLICT(End.ANSWERED, Reply.of(409, "")),
    TOO_EARLY(End.ANSWERED, Reply.of(425, "")),
    NOT_FOUND_WITHOUT_BODY(End.ANSWERED, Reply.of(404, "")),
    PAGE_OF_A_PROXY(End.ANSWERED, Reply.of(502, "<html><body>Bad Gateway</body></html>")),
    NOT_FOUND_PAGE(End.ANSWERED, Reply.of(404, "<html><body>Not Found</body></html>")),
    CUT(End.ANSWERED, Reply.cutBody()),
    RESET(End.ANSWERED, Reply.reset()),
    SILENCE(End.ANSWERED, Reply.hang()),
    ERROR_IN_A_200(
            End.ANSWERED, Reply.of(200, "{\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\"}}")),
    THOUGHTS_ONLY(
            End.ANSWERED,
            Reply.of(
                    200,
                    "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hm\",\"thought\":true}]},"
                            + "\"finishReason\":\"STOP\"}]}")),
    MALFORMED_CALL(
            End.ANSWERED,
            Reply.of(200, "{\"candidates\":[{\"finishReason\":\"MALFORMED_FUNCTION_CALL\"}]}")),
    NO_JSON(End.ANSWERED, Reply.of(200, "{\"candidates\":[")),
    PER_MINUTE(
            End.ANSWERED, RecordedErrors.perMinute("gemini-3.8-flash", Duration.ofMillis(1_000))),
    EXHAUSTED(End.ANSWERED, RecordedErrors.exhausted()),

    // The prompt's own fault: it fails, and all others go on.
    INVALID(End.FAILED, RecordedErrors.invalidRequest("Unable to process input image.")),
    BLOCKED(End.FAILED, RecordedAnswers.blocked("SAFETY")),
    CACHE_GONE(
            End.FAILED,
            Reply.of(
                    403,
                    "{\"error\":{\"code\":403,\"message\":\"CachedContent not found (or permission"
                            + " denied)\",\"status\":\"PERMISSION_DENIED\"}}")),
    NO_PICTURES_HERE(
            End.FAILED,
            Reply.of(
                    400,
                    "{\"error\":{\"code\":400,\"message\":\"Image generation is not available in"
                            + " your country.\",\"status\":\"FAILED_PRECONDITION\"}}")),

    // Strange answers that are answers.
    LARGE_NUMBER(End.ANSWERED, answer("\"score\":1e99999,", "")),
    FORGED_NAME(End.ANSWERED, answer("", "\\n\\u001b[31mINFO all is well")),

    // What lies in the inbox.
    EMPTY_FILE(End.FAILED),
    BROKEN_JSON(End.FAILED),
    MANY_VALUES(End.FAILED),
    MISSING_ATTACHMENT(End.FAILED),
    SLOW_COPY(End.ANSWERED),
    TOUCHED(End.ANSWERED),
    LONG_TEXT(End.ANSWERED),
    TABLE(End.LEFT_ALONE),
    LINK(End.LEFT_ALONE),
    PIPE(End.LEFT_ALONE),
    CONFLICT_COPY(End.LEFT_ALONE);

    /** Where a prompt is at the end. */
    enum End {
        ANSWERED,
        FAILED,
        LEFT_ALONE
    }

    private final End end;
    private final List<Reply> replies;

    MixedFault(End end, Reply... replies) {
        this.end = end;
        this.replies = List.of(replies);
    }

    private static Reply answer(String more, String modelSuffix) {
        String body =
                "{\"candidates\":[{%s\"content\":{\"parts\":[{\"text\":\"%s\"}]},"
                        + "\"finishReason\":\"STOP\"}],\"modelVersion\":\"gemini-3.8-flash%s\","
                        + "\"usageMetadata\":{\"promptTokenCount\":9,\"totalTokenCount\":18}}";
        return new Reply.Whole(
                200, body.formatted(more, "Answer to: PROMPT", modelSuffix), true, Map.of());
    }

    End end() {
        return end;
    }

    /** Whether it is in the file, and the server answers as ever. */
    boolean isOfFile() {
        return replies.isEmpty();
    }

    /**
     * The reply to one of its calls.
     *
     * @param call the first is 0
     * @param prompt what the call asked
     */
    Optional<Reply> reply(int call, String prompt) {
        if (end == End.FAILED && !replies.isEmpty()) {
            return Optional.of(replies.get(0));
        }
        return call < replies.size()
                ? Optional.of(withPrompt(replies.get(call), prompt))
                : Optional.empty();
    }

    private static Reply withPrompt(Reply reply, String prompt) {
        return reply instanceof Reply.Whole whole && whole.answersPrompt()
                ? new Reply.Whole(
                        200, whole.body().replace("PROMPT", prompt.strip()), true, whole.headers())
                : reply;
    }

    /** The fault of a prompt: one in twenty has one, each kind in turn. */
    static Optional<MixedFault> of(int number) {
        MixedFault[] all = values();
        return number % 20 == 7 ? Optional.of(all[number / 20 % all.length]) : Optional.empty();
    }
}
