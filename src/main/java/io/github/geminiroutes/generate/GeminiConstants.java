package io.github.geminiroutes.generate;

/** Names of the message headers and exchange properties of the Gemini routes. */
public final class GeminiConstants {

    /** In: the model to ask, without {@code models/}. String. */
    public static final String MODEL = "CamelGeminiModel";

    /** In: what the model shall always keep to. String. */
    public static final String SYSTEM_INSTRUCTION = "CamelGeminiSystemInstruction";

    /** In: {@code generationConfig.temperature}. Number. */
    public static final String TEMPERATURE = "CamelGeminiTemperature";

    /** In: {@code generationConfig.topP}. Number. */
    public static final String TOP_P = "CamelGeminiTopP";

    /** In: {@code generationConfig.topK}. Number. */
    public static final String TOP_K = "CamelGeminiTopK";

    /** In: {@code generationConfig.maxOutputTokens}. Number. */
    public static final String MAX_OUTPUT_TOKENS = "CamelGeminiMaxOutputTokens";

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
     * Exchange property: the {@link io.github.geminiroutes.api.Account} to ask with; null for the
     * application's.
     */
    public static final String ACCOUNT = "gemini-account";

    /** Exchange property: what holds where a header is missing. Map by header name. */
    public static final String DEFAULTS = "gemini-defaults";

    /** Exchange property: the {@link io.github.geminiroutes.generate.Call} under way. */
    public static final String CALL = "gemini-call";

    /**
     * Exchange property: the {@link io.github.geminiroutes.quota.Permit} of the attempt under way.
     */
    public static final String TICKET = "gemini-ticket";

    /**
     * Exchange property: whether the caller waits at the gate, {@link
     * io.github.geminiroutes.generate.WaitPolicy}.
     */
    public static final String PATIENCE = "gemini-patience";

    /**
     * Exchange property: the {@link io.github.geminiroutes.usage.BudgetReservation} of the attempt.
     */
    public static final String RESERVATION = "gemini-reservation";

    /** Exchange property: milliseconds until the gate is worth asking again; 0: go. Long. */
    public static final String WAIT = "gemini-wait";

    /**
     * Exchange property: what becomes of the prompt file, {@link
     * io.github.geminiroutes.folder.Outcome}.
     */
    public static final String OUTCOME = "gemini-outcome";

    /**
     * Exchange property: the whole response of the attempt under way, also where it is no answer.
     * {@link com.fasterxml.jackson.databind.node.ObjectNode}.
     */
    public static final String RESPONSE = "gemini-response";

    /** Exchange property: the {@link io.github.geminiroutes.answer.Answer}. */
    public static final String ANSWER = "gemini-answer";

    /**
     * Exchange property: the {@link io.github.geminiroutes.failure.Failure} of the last attempt.
     */
    public static final String FAILURE = "gemini-failure";

    /** Exchange property: whether the failed attempt is worth another one. Boolean. */
    public static final String RETRY = "gemini-retry";

    /** Exchange property: the {@link io.github.geminiroutes.folder.PromptFile} being answered. */
    public static final String PROMPT_FILE = "gemini-prompt-file";

    /**
     * Exchange property: the {@link io.github.geminiroutes.message.ReceivedMessage} being answered.
     */
    public static final String MESSAGE = "gemini-message";

    /** Exchange property: what copies of a message share, 64 hex digits. String. */
    public static final String MESSAGE_KEY = "gemini-message-key";

    /**
     * Exchange property: what became of the message, {@link
     * io.github.geminiroutes.message.MessageOutcome}.
     */
    public static final String MESSAGE_OUTCOME = "gemini-message-outcome";

    /** Exchange property: milliseconds until the message is looked at again; 0: ask now. Long. */
    public static final String MESSAGE_WAIT = "gemini-message-wait";

    /** Exchange property: how often the sender of the message refused its answer. Integer. */
    public static final String MESSAGE_ATTEMPTS = "gemini-message-attempts";

    /** Exchange property: whether the sender is tried once more. Boolean. */
    public static final String MESSAGE_SENT_AGAIN = "gemini-message-sent-again";

    /** Exchange property: the URI of the endpoint that gets the reply; of the settings. String. */
    public static final String MESSAGE_REPLY_TO = "gemini-message-reply-to";

    private GeminiConstants() {}
}
