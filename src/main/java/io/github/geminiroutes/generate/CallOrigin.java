package io.github.geminiroutes.generate;

import io.github.geminiroutes.quota.Gate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * What a call is made of beside its body. A message that comes again with the same is another
 * attempt. A copy of an exchange, such as that of a multicast or a wire tap, has the properties of
 * the first, and yet a call of its own: two threads must never share one. One copy goes on with it
 * after a failure that is to be repeated: a Kamelet and an enricher make a copy for each attempt.
 *
 * @param template the template that the body fills; null for none
 * @param defaults what the caller has preset
 * @param headers what the message says, in the order of {@link #NAMES}
 */
record CallOrigin(
        Exchange exchange, String template, Map<String, Object> defaults, List<Object> headers) {

    /** The name of the exchange property. */
    static final String PROPERTY = "gemini-call-origin";

    private static final String PREFIX = "CamelGemini";

    private static final String[] NAMES = {
        GeminiHeaders.SYSTEM_INSTRUCTION,
        GeminiHeaders.TEMPERATURE,
        GeminiHeaders.TOP_P,
        GeminiHeaders.TOP_K,
        GeminiHeaders.MAX_OUTPUT_TOKENS,
        GeminiHeaders.SERVICE_TIER,
        GeminiHeaders.PRIORITY,
        GeminiHeaders.TASK
    };

    private static final List<Object> NOTHING = Arrays.asList(new Object[NAMES.length]);

    static CallOrigin of(Exchange exchange, String template) {
        Message message = exchange.getMessage();
        List<Object> headers =
                message.hasHeaders() && hasAny(message.getHeaders()) ? values(message) : NOTHING;
        return new CallOrigin(exchange, template, CallOptions.of(exchange).defaults(), headers);
    }

    /** Most messages have none: one look at a sorted map, as Camel's own is, tells. */
    private static boolean hasAny(Map<String, Object> headers) {
        if (headers instanceof NavigableMap<String, Object> sorted
                && sorted.comparator() == String.CASE_INSENSITIVE_ORDER) {
            String next = sorted.ceilingKey(PREFIX);
            return next != null && isOwn(next);
        }
        for (String name : headers.keySet()) {
            if (isOwn(name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOwn(String name) {
        return name.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
    }

    private static List<Object> values(Message message) {
        Object[] values = new Object[NAMES.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = message.getHeader(NAMES[i]);
        }
        return Arrays.asList(values);
    }

    /** Whether the last call of an exchange was made for it, and not for one that it copies. */
    static boolean isOf(Exchange exchange) {
        return exchange.getProperty(PROPERTY) instanceof CallOrigin known
                && known.exchange == exchange;
    }

    /** Whether the last call was made of the same, for this exchange or for one that it copies. */
    boolean isAsBefore() {
        return exchange.getProperty(PROPERTY) instanceof CallOrigin known
                && Objects.equals(template, known.template)
                && defaults.equals(known.defaults)
                && headers.equals(known.headers);
    }

    /** Has another call take the place of one that is never made again. */
    static void replace(Call former, Call call, Gate gate) {
        int repetitions = former.attempt().stepRepetitions();
        call.attempt().setStepRepetitions(repetitions + (former.fallbacks().isEmpty() ? 0 : 1));
        countRetries(call, former.retries());
        if (former.attempt().permit() != null) {
            gate.abandon(former.attempt().removePermit());
        }
    }

    /**
     * Has a call go on with the count of another. An error handler repeats a whole step of its
     * route, which may hold several calls: none of them begins anew because of another's failure.
     *
     * @param former null for none
     * @param isRepetition whether the other has failed and its step is repeated
     */
    static void goOn(Call former, Call call, boolean isRepetition) {
        if (isRepetition) {
            int repetitions = former.attempt().stepRepetitions() + 1;
            call.attempt().setStepRepetitions(Math.max(repetitions, former.retries()));
        } else if (former != null && former.answer() != null) {
            call.attempt().setStepRepetitions(former.attempt().stepRepetitions());
        }
        countRetries(call, call.attempt().stepRepetitions());
    }

    private static void countRetries(Call call, int retries) {
        for (int retry = 0; retry < retries; retry++) {
            call.countRetry();
        }
    }

    /** Without what the message says. */
    @Override
    public String toString() {
        return "CallOrigin[" + exchange.getExchangeId() + "]";
    }
}
