package io.github.geminiroutes.failure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever comes over the wire, there is an answer, and it fits the code. */
class FailureClassifierPropertyTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final Set<FailureKind> OF_429 =
            EnumSet.of(
                    FailureKind.RATE_LIMIT_PER_MINUTE,
                    FailureKind.RATE_LIMIT_PER_DAY,
                    FailureKind.NO_QUOTA_FOR_MODEL,
                    FailureKind.SPEND_RATE,
                    FailureKind.MONTHLY_SPENDING_CAP,
                    FailureKind.PREPAY_DEPLETED,
                    FailureKind.CAPACITY,
                    FailureKind.QUOTA_UNEXPLAINED);

    private static final Set<FailureKind> OF_400 =
            EnumSet.of(
                    FailureKind.API_KEY_INVALID,
                    FailureKind.UNAUTHENTICATED,
                    FailureKind.PRECONDITION_FAILED,
                    FailureKind.INVALID_REQUEST);

    private final FailureClassifier classifier = new FailureClassifier(MAPPER);

    @Property(tries = 500)
    void readsAnyBytes(@ForAll("codes") int code, @ForAll @Size(max = 100) byte[] body) {
        assertFits(code, classifier.classify(code, body));
    }

    @Property(tries = 500)
    void readsACutRecordedBody(
            @ForAll("recorded") String name, @ForAll @IntRange(max = 2_000) int length) {
        byte[] body = RecordedBody.bytes(name);

        assertFits(
                RecordedBody.code(name),
                classifier.classify(
                        RecordedBody.code(name),
                        Arrays.copyOf(body, Math.min(length, body.length))));
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void readsADamagedRecordedBody(
            @ForAll("recorded") String name,
            @ForAll("codes") int code,
            @ForAll @Size(min = 1, max = 8) byte[] damage,
            @ForAll @IntRange(max = 100_000) int at) {
        byte[] body = RecordedBody.bytes(name);
        for (int i = 0; i < damage.length; i++) {
            body[(at + i * 31) % body.length] = damage[i];
        }

        assertFits(code, classifier.classify(code, body));
    }

    @Property(tries = 500)
    void readsAnyJsonWhereAnErrorIsExpected(@ForAll("codes") int code, @ForAll long seed)
            throws JsonProcessingException {
        byte[] body = MAPPER.writeValueAsBytes(new RandomErrorBody(seed).root());

        assertFits(code, classifier.classify(code, body));
    }

    @Property(tries = 300)
    void saysTheSameOfABodyInAnArray(@ForAll("recorded") String name) {
        int code = RecordedBody.code(name);
        String body = new String(RecordedBody.bytes(name), StandardCharsets.UTF_8);
        byte[] wrapped = ("[" + body + "]").getBytes(StandardCharsets.UTF_8);

        assertThat(classifier.classify(code, wrapped).kind())
                .isEqualTo(classifier.classify(code, RecordedBody.bytes(name)).kind());
    }

    private static void assertFits(int code, Failure failure) {
        assertThat(failure.kind()).as("kind of %d", code).isIn(allowed(code));
        assertThat(failure.httpCode()).isEqualTo(Math.max(0, code));
        assertThat(failure.message())
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(2_000)
                .doesNotContainPattern("\\p{Cntrl}");
        assertThat(failure.violations()).hasSizeLessThanOrEqualTo(20);
        if (failure.retryDelay() != null) {
            assertThat(failure.retryDelay()).isBetween(Duration.ofMillis(1), Duration.ofDays(1));
        }
        if (code == 429 || code >= 500 && code < 600) {
            assertThat(failure.kind().disposition()).isNotEqualTo(Disposition.FAIL);
        }
        assertThat(RateLimitReport.appliesTo(failure)).isEqualTo(OF_429.contains(failure.kind()));
    }

    /** The table of codes once more, written down apart from the code it checks. */
    private static Set<FailureKind> allowed(int code) {
        Set<FailureKind> kinds = EnumSet.copyOf(ofGemini(code));
        boolean mayBeOfTheWay =
                code >= 400
                        && code < 500
                        && !Set.of(407, 408, 409, 413, 425, 429, 499).contains(code);
        if (mayBeOfTheWay) {
            kinds.add(FailureKind.NOT_FROM_GEMINI);
        }
        return kinds;
    }

    private static Set<FailureKind> ofGemini(int code) {
        return switch (code) {
            case 400 -> OF_400;
            case 401 -> EnumSet.of(FailureKind.UNAUTHENTICATED);
            case 402 -> EnumSet.of(FailureKind.PREPAY_DEPLETED, FailureKind.MONTHLY_SPENDING_CAP);
            case 403 -> EnumSet.of(FailureKind.PERMISSION_DENIED, FailureKind.NOT_FOUND);
            case 404 -> EnumSet.of(FailureKind.NOT_FOUND);
            case 407 -> EnumSet.of(FailureKind.PROXY_REFUSED);
            case 408 -> EnumSet.of(FailureKind.REQUEST_TIMEOUT);
            case 409, 425 -> EnumSet.of(FailureKind.CONFLICT);
            case 413 -> EnumSet.of(FailureKind.TOO_LARGE, FailureKind.TOO_LARGE_ON_THE_WAY);
            case 429 -> OF_429;
            case 499 -> EnumSet.of(FailureKind.CANCELLED);
            case 500 -> EnumSet.of(FailureKind.SERVER_ERROR);
            case 502 -> EnumSet.of(FailureKind.BAD_GATEWAY);
            case 503 -> EnumSet.of(FailureKind.OVERLOADED);
            case 504 -> EnumSet.of(FailureKind.DEADLINE_EXCEEDED);
            default -> {
                if (code >= 300 && code < 400) {
                    yield EnumSet.of(FailureKind.REDIRECT);
                }
                if (code >= 400 && code < 500) {
                    yield EnumSet.of(FailureKind.OTHER_CLIENT_ERROR);
                }
                boolean server = code >= 500 && code < 600;
                yield EnumSet.of(
                        server ? FailureKind.OTHER_SERVER_ERROR : FailureKind.MALFORMED_ANSWER);
            }
        };
    }

    @Provide
    Arbitrary<String> recorded() {
        return Arbitraries.of(RecordedBody.ALL);
    }

    @Provide
    Arbitrary<Integer> codes() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of(429, 400, 402, 403)),
                Tuple.of(4, Arbitraries.integers().between(300, 599)),
                Tuple.of(1, Arbitraries.integers()));
    }
}
