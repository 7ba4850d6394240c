package io.github.geminiroutes.policy;

import io.github.geminiroutes.failure.Disposition;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;

/**
 * What a refusal may be about: the account, its money, the way to the server, or only what the call
 * asks for. {@link FailurePolicy} says what becomes of the prompt.
 */
public final class RefusalRules {

    private RefusalRules() {}

    /** Whether the account has no money left for the call. */
    public static boolean isOfMoney(Failure failure) {
        return failure.kind() == FailureKind.MONTHLY_SPENDING_CAP
                || failure.kind() == FailureKind.PREPAY_DEPLETED;
    }

    /** Whether something on the way answered in Gemini's place. */
    public static boolean isOfTheWay(Failure failure) {
        return failure.kind() == FailureKind.NOT_FROM_GEMINI;
    }

    /**
     * Whether a refusal may hold only for what the call asks for, such as one model or pictures: a
     * bad key is bad for all.
     */
    public static boolean mayConcernOnlyTheSubject(Failure failure) {
        return failure.kind() == FailureKind.PERMISSION_DENIED
                || failure.kind() == FailureKind.PRECONDITION_FAILED
                || failure.kind() == FailureKind.ADDRESS_REFUSES;
    }

    /**
     * Whether a refusal may hold only for what one caller asks for: any of Gemini's own, whatever
     * it says, as of a model that takes no API key.
     */
    public static boolean mayConcernOnlyTheCaller(Failure failure) {
        return isOfKey(failure)
                || mayConcernOnlyTheSubject(failure)
                        && failure.kind() != FailureKind.ADDRESS_REFUSES;
    }

    /** Whether the key itself is refused: every call that leaves later meets the same. */
    public static boolean isOfKey(Failure failure) {
        return failure.kind() == FailureKind.API_KEY_INVALID
                || failure.kind() == FailureKind.UNAUTHENTICATED;
    }

    /**
     * Whether a model refuses the request: where it only takes the place of the one requested, that
     * says nothing about the prompt.
     */
    public static boolean isRefusedByModel(Failure failure) {
        return failure.httpCode() / 100 == 4 && failure.kind().disposition() == Disposition.FAIL;
    }

    /** Whether the failure is the account's: every call with the key would fail alike. */
    public static boolean isOfAccount(Failure failure) {
        return failure.kind().afterLastRetry() == Disposition.STOP_INTAKE;
    }

    /**
     * Whether the answer shows that the server accepts the account: Gemini itself judged the
     * request or counted it. A fault of the server shows nothing, and neither does the word of a
     * gateway.
     */
    public static boolean showsAccountWorks(Failure failure) {
        return switch (failure.kind()) {
            case RATE_LIMIT_PER_MINUTE,
                    RATE_LIMIT_PER_DAY,
                    NO_QUOTA_FOR_MODEL,
                    LARGER_THAN_LIMIT,
                    SPEND_RATE,
                    INVALID_REQUEST,
                    NOT_FOUND,
                    OTHER_CLIENT_ERROR,
                    EMPTY_ANSWER,
                    FAULTY_FINISH,
                    SCHEMA_MISMATCH,
                    PROMPT_BLOCKED,
                    UNUSABLE_FINISH,
                    NO_TEXT_BEFORE_LIMIT ->
                    failure.httpCode() > 0;
            case CAPACITY, QUOTA_UNEXPLAINED, MONTHLY_SPENDING_CAP, PREPAY_DEPLETED ->
                    failure.status() != null;
            default -> false;
        };
    }
}
