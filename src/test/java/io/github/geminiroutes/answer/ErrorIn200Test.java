package io.github.geminiroutes.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.OutputFormat;
import io.github.geminiroutes.support.GeminiJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An error is an error, whatever the code of its response. */
class ErrorIn200Test {

    private static final String PER_DAY =
            """
            {"error":{"code":429,"message":"You exceeded your current quota","status":"RESOURCE_EXHAUSTED",
             "details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[
              {"quotaMetric":"generativelanguage.googleapis.com/generate_content_free_tier_requests",
               "quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier","quotaValue":"20"}]},
              {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"32s"}]}}""";

    private static Failure failure(String body) {
        GeminiException thrown =
                catchThrowableOfType(
                        GeminiException.class,
                        () ->
                                new AnswerReader()
                                        .read(
                                                body.getBytes(StandardCharsets.UTF_8),
                                                OutputFormat.TEXT));
        assertThat(thrown).as("a failure of %s", body).isNotNull();
        return thrown.failure();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'code':503,'message':'The model is overloaded.','status':'UNAVAILABLE'} | OVERLOADED | 503",
                "{'code':'503','message':'overloaded'} | OVERLOADED | 503",
                "{'code':14,'message':'overloaded'} | OVERLOADED | 503",
                "{'message':'overloaded','status':'UNAVAILABLE'} | OVERLOADED | 503",
                "{'code':'service_unavailable','message':'m'} | OVERLOADED | 503",
                "{'code':500,'message':'m','status':'INTERNAL'} | SERVER_ERROR | 500",
                "{'code':504,'message':'m','status':'DEADLINE_EXCEEDED'} | DEADLINE_EXCEEDED | 504",
                "{'code':400,'message':'m','status':'INVALID_ARGUMENT'} | INVALID_REQUEST | 400",
                "{'code':3,'message':'m','status':'INVALID_ARGUMENT'} | INVALID_REQUEST | 400",
                "{'message':'nobody knows'} | SERVER_ERROR | 500",
                "{'code':0,'message':'nobody knows'} | SERVER_ERROR | 500",
                "{'code':200,'message':'nobody knows'} | SERVER_ERROR | 500",
                "{'code':99999999999,'message':'nobody knows'} | SERVER_ERROR | 500",
                "{'code':1e99999,'message':'nobody knows'} | SERVER_ERROR | 500",
                "'upstream failed' | SERVER_ERROR | 500"
            })
    void isReadAsWithItsCode(String error, FailureKind kind, int code) {
        Failure failure = failure(("{'error':" + error + "}").replace('\'', '"'));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.httpCode()).isEqualTo(code);
    }

    @Test
    void aDailyLimitIsTheSameWithEachCode() {
        Failure in200 = failure(PER_DAY);

        assertThat(in200)
                .isEqualTo(
                        new FailureClassifier(GeminiJson.MAPPER)
                                .classify(429, PER_DAY.getBytes(StandardCharsets.UTF_8)));
        assertThat(in200.kind()).isEqualTo(FailureKind.RATE_LIMIT_PER_DAY);
        assertThat(in200.retryDelay()).isEqualTo(Duration.ofSeconds(32));
        assertThat(failure("[" + PER_DAY + "]").kind()).isEqualTo(FailureKind.RATE_LIMIT_PER_DAY);
    }

    /** A stream that breaks off has sent a part of the answer. */
    @Test
    void anErrorAfterAPartOfTheAnswerIsAnError() {
        String body =
                """
                {"candidates":[{"content":{"parts":[{"text":"half"}]},"finishReason":"STOP"}],
                 "error":{"code":503,"message":"overloaded","status":"UNAVAILABLE"}}""";

        assertThat(failure(body).kind()).isEqualTo(FailureKind.OVERLOADED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"null", "{}", "``", "false"})
    void aFieldThatSaysNothingIsNoError(String error) {
        String body =
                """
                {"candidates":[{"content":{"parts":[{"text":"whole"}]},"finishReason":"STOP"}],
                 "error":%s}"""
                        .formatted(error.isEmpty() ? "\"\"" : error);

        assertThat(
                        new AnswerReader()
                                .read(body.getBytes(StandardCharsets.UTF_8), OutputFormat.TEXT)
                                .text())
                .isEqualTo("whole");
    }
}
