package io.github.geminiroutes.failure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryHintTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "'\"47s\"', 47000",
                "'\"45.837906927s\"', 45838",
                "'\"0.0001s\"', 1",
                "'\"1.000s\"', 1000",
                "'\"1.0000000001s\"', 1001",
                "'\" 5s \"', 5000",
                "'\"86400s\"', 86400000",
                "'\"0s\"', -",
                "'\"-3s\"', -",
                "'\"86400.1s\"', -",
                "'\"999999999999s\"', -",
                "'\"99999999999999999999s\"', -",
                "'\"47\"', -",
                "'\"soon\"', -",
                "'\"1e3s\"', -",
                "'\"\"', -",
                "47, -",
                "null, -",
                "'[\"47s\"]', -",
                "'{\"seconds\":47}', -"
            })
    void readsRetryInfo(String json, Long millis) throws JsonProcessingException {
        assertThat(hint("", json)).isEqualTo(millis == null ? null : Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({
        "Please retry in 51.386192716s., 51387",
        "Please retry in 380ms., 380",
        "Please retry in 380.2ms., 381",
        "Please retry in 1m2.5s., 62500",
        "Please retry in 20h15m3.2s., 72903200",
        "Please retry in 2m., 120000",
        "Retry in 7s, 7000",
        "Please retry in 3s. Or retry in 5s., 5000"
    })
    void readsTheProse(String prose, long millis) throws JsonProcessingException {
        assertThat(hint(prose, "null")).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Please retry in a while.",
                "Please retry in 0s.",
                "Please retry in 25h.",
                "Please retry in -5s.",
                "Please retry in 5",
                "after 5s"
            })
    void ignoresProseThatNamesNoSensibleWait(String prose) throws JsonProcessingException {
        assertThat(hint(prose, "null")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"51.4s, 14s, 51400", "14s, 51.4s, 51400", "25h, 14s, 14000", "14s, -1s, 14000"})
    void takesTheLongerOfTheTwo(String prose, String retryInfo, long millis)
            throws JsonProcessingException {
        assertThat(hint("Please retry in " + prose + ".", '"' + retryInfo + '"'))
                .isEqualTo(Duration.ofMillis(millis));
    }

    private static Duration hint(String prose, String retryDelay) throws JsonProcessingException {
        return RetryHint.in(
                new ErrorBody(
                        prose,
                        null,
                        new ObjectMapper().readTree("[{\"retryDelay\":" + retryDelay + "}]"),
                        true));
    }
}
