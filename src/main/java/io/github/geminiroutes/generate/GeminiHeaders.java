package io.github.geminiroutes.generate;

/** Names of the message headers by which a host asks Gemini and learns about the answer. */
public final class GeminiHeaders {

    /** In: the model to ask, without {@code models/}. String. */
    public static final String MODEL = "CamelGeminiModel";

    /** In: the system instruction. String. */
    public static final String SYSTEM_INSTRUCTION = "CamelGeminiSystemInstruction";

    /** In: {@code generationConfig.temperature}. Number. */
    public static final String TEMPERATURE = "CamelGeminiTemperature";

    /** In: {@code generationConfig.topP}. Number. */
    public static final String TOP_P = "CamelGeminiTopP";

    /** In: {@code generationConfig.topK}. Number. */
    public static final String TOP_K = "CamelGeminiTopK";

    /** In: {@code generationConfig.maxOutputTokens}. Number. */
    public static final String MAX_OUTPUT_TOKENS = "CamelGeminiMaxOutputTokens";

    /** In: the task that the call is booked under, such as the folder of its prompt. String. */
    public static final String TASK = "CamelGeminiTask";

    /** In: the service tier: standard, flex or priority. String. */
    public static final String SERVICE_TIER = "CamelGeminiServiceTier";

    /** In: how urgent the call is: high, normal or low. String. */
    public static final String PRIORITY = "CamelGeminiPriority";

    /**
     * In: a dotprompt file, {@code classpath:} or {@code file:}, that the body's variables fill. To
     * be set by a route, never from outside: it names a file to read. Removed with the answer.
     * String.
     */
    public static final String TEMPLATE = "CamelGeminiTemplate";

    /** Out: the version of the model that answered. String. */
    public static final String MODEL_VERSION = "CamelGeminiModelVersion";

    /** Out: the id Gemini gave its answer. String. */
    public static final String RESPONSE_ID = "CamelGeminiResponseId";

    /** Out: why the model stopped: {@code STOP}, or {@code MAX_TOKENS} for a cut answer. String. */
    public static final String FINISH_REASON = "CamelGeminiFinishReason";

    /** Out: tokens of the prompt, cached ones included. Long. */
    public static final String INPUT_TOKENS = "CamelGeminiInputTokens";

    /** Out: tokens of the answer, without thinking. Long. */
    public static final String OUTPUT_TOKENS = "CamelGeminiOutputTokens";

    /** Out: tokens spent on thinking; they are billed as output. Long. */
    public static final String THINKING_TOKENS = "CamelGeminiThinkingTokens";

    /** Out: all tokens of the call. Long. */
    public static final String TOTAL_TOKENS = "CamelGeminiTotalTokens";

    /**
     * Out: whether the answer is that of an earlier call for the same request. It used no tokens
     * then. Boolean.
     */
    public static final String CACHED = "CamelGeminiCached";

    /** In: what two copies of one message share, where the broker's own id does not do. String. */
    public static final String MESSAGE_ID = "CamelGeminiMessageId";

    /**
     * Out, of a dead letter: what went wrong, {@link
     * io.github.geminiroutes.failure.FailureKind#id()}. String.
     */
    public static final String FAILURE_KIND = "CamelGeminiFailure";

    /** Out, of a dead letter: the server's words, or ours; one line. String. */
    public static final String FAILURE_MESSAGE = "CamelGeminiFailureMessage";

    /** Out, of a dead letter: the HTTP code, 0 if Gemini was not asked. Integer. */
    public static final String HTTP_CODE = "CamelGeminiHttpCode";

    /** Out, of a dead letter: how often Gemini was asked. Integer. */
    public static final String ATTEMPTS = "CamelGeminiAttempts";

    /** Out, of a dead letter: what a person can do. String. */
    public static final String ADVICE = "CamelGeminiAdvice";

    /** Out, of a dead letter: where the message came from, as topic/partition/offset. String. */
    public static final String ORIGIN = "CamelGeminiOrigin";

    /**
     * Out, of a dead letter whose body its broker did not take whole: how long that was, in bytes,
     * or in characters of a text. String.
     */
    public static final String BODY_LENGTH = "CamelGeminiBodyLength";

    /**
     * Out, of a reply to a broker's message: the queue or topic that the message was taken from. A
     * message that bears its own is an answer that has come back, and is not asked. String.
     */
    public static final String ANSWERED_FROM = "CamelGeminiAnsweredFrom";

    private GeminiHeaders() {}
}
