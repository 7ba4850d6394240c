package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestGuardTest {

    @ParameterizedTest
    @CsvSource({
        "localhost, true",
        "LOCALHOST:8080, true",
        "127.0.0.1:41234, true",
        "[::1]:8080, true",
        "status.example.com:8080, true",
        "evil.example.net, false",
        "evil.example.net:8080, false",
        "localhost.evil.example.net:8080, false",
        "'', false"
    })
    void aServerOfThisMachineAnswersItsOwnNamesOnly(String host, boolean isAnswered) {
        RequestGuard guard = new RequestGuard(false, Set.of("status.example.com"));

        assertThat(guard.isAnswered(host)).isEqualTo(isAnswered);
    }

    @Test
    void aServerForOthersAnswersAnyNameUntilNamesAreSet() {
        assertThat(new RequestGuard(true, Set.of()).isAnswered("10.1.2.3:8080")).isTrue();
        assertThat(new RequestGuard(true, Set.of("a.example.com")).isAnswered("10.1.2.3:8080"))
                .isFalse();
        assertThat(new RequestGuard(true, Set.of()).isAnswered(null)).isFalse();
    }
}
