package io.github.geminiroutes.usage;

import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.failure.Failure;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/** Calls as the usage log holds them. */
final class CallRecords {

    static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    static final String MODEL = "gemini-3.8-flash";

    private CallRecords() {}

    static CallRecord answered(String model, Usage usage, BigDecimal cost) {
        return new CallRecord(
                NOW,
                "a.txt",
                model,
                model + "-001",
                200,
                null,
                1,
                null,
                Duration.ofMillis(1_500),
                Duration.ofMillis(250),
                usage,
                "standard",
                cost,
                null,
                "id-1");
    }

    static CallRecord failed(String model, Failure failure, int attempt, String retryOf) {
        return new CallRecord(
                NOW,
                "a.txt",
                model,
                null,
                failure.httpCode(),
                failure,
                attempt,
                retryOf,
                Duration.ofMillis(20),
                Duration.ZERO,
                null,
                null,
                BigDecimal.ZERO,
                null,
                null);
    }
}
