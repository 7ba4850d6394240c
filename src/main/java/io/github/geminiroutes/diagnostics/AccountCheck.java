package io.github.geminiroutes.diagnostics;

import io.github.geminiroutes.diagnostics.network.HttpAnswer;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.failure.Disposition;
import io.github.geminiroutes.failure.Failure;
import java.util.List;
import java.util.Optional;

/** Whether a quota or a billing stop of the account keeps the API from answering. */
final class AccountCheck {

    private AccountCheck() {}

    /** A finding if one of the answers names such a stop; what refuses the key is not one. */
    static Optional<Finding> finding(List<HttpAnswer> answers) {
        return answers.stream()
                .filter(answer -> !answer.isGood() && ApiKeyCheck.refusal(answer).isEmpty())
                .map(HttpAnswer::failure)
                .filter(AccountCheck::isTheAccounts)
                .findFirst()
                .map(
                        failure ->
                                new Finding(
                                        "account",
                                        failure.kind().disposition() == Disposition.PARK
                                                ? Finding.Status.ERROR
                                                : Finding.Status.WARN,
                                        failure.summary(),
                                        failure.kind().advice()));
    }

    private static boolean isTheAccounts(Failure failure) {
        return switch (failure.kind().fault()) {
            case QUOTA, ACCOUNT -> true;
            case PROMPT, PROGRAM, SERVICE, NETWORK -> false;
        };
    }
}
