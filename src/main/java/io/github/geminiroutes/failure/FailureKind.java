package io.github.geminiroutes.failure;

import static io.github.geminiroutes.failure.Disposition.FAIL;
import static io.github.geminiroutes.failure.Disposition.PARK;
import static io.github.geminiroutes.failure.Disposition.RETRY;
import static io.github.geminiroutes.failure.Disposition.STOP_INTAKE;
import static io.github.geminiroutes.failure.Disposition.WAIT;
import static io.github.geminiroutes.failure.Fault.ACCOUNT;
import static io.github.geminiroutes.failure.Fault.PROGRAM;
import static io.github.geminiroutes.failure.Fault.PROMPT;
import static io.github.geminiroutes.failure.Fault.QUOTA;
import static io.github.geminiroutes.failure.Fault.SERVICE;

import java.util.Locale;

/**
 * All that can go wrong with a call to Gemini: a closed set. Source of the HTTP part: the Gemini
 * API's page on errors, and recorded bodies where the page is silent.
 */
public enum FailureKind {
    /** 429: requests or input tokens per minute. */
    RATE_LIMIT_PER_MINUTE(
            WAIT,
            QUOTA,
            "Nothing to do: calls resume after the server's delay. If it happens often, raise the quota tier or"
                    + " set the per-minute limits, so that calls are spaced before the server refuses them."),
    /** 429: requests or tokens per day; the server's delay means nothing here. */
    RATE_LIMIT_PER_DAY(
            PARK,
            QUOTA,
            "The daily quota of this model is used up. The prompt resumes after midnight Pacific. To resume it at once,"
                    + " use a higher quota tier or another model."),
    /** 429 with a limit of 0: the account's tier does not include the model. */
    NO_QUOTA_FOR_MODEL(
            PARK,
            ACCOUNT,
            "This model has no quota on the account's tier. Choose another model or upgrade the tier; waiting does not"
                    + " help."),
    /** 429: spent faster than the tier allows, measured over ten rolling minutes. */
    SPEND_RATE(
            WAIT,
            QUOTA,
            "Spending over the last ten minutes exceeds what the tier allows. Calls resume after some minutes. If it"
                    + " happens often, lower the concurrency or upgrade the tier."),
    /** 429: the project's own cap for the month. */
    MONTHLY_SPENDING_CAP(
            PARK,
            ACCOUNT,
            "The project has reached its monthly spending cap. Raise the cap at https://ai.studio/spend, or wait for"
                    + " the next month."),
    /** Our own limit of a day's cost is reached; Gemini was not called. */
    BUDGET_USED_UP(
            PARK,
            ACCOUNT,
            "The day's budget of this program is used up. The prompt resumes after midnight Pacific. To resume it at"
                    + " once, raise gemini.budget.usd-per-day, restart, and requeue it."),
    /** 402 or 429: prepaid credits are used up. */
    PREPAY_DEPLETED(
            PARK,
            ACCOUNT,
            "The prepaid credits are used up. Add credits at https://ai.studio/spend; if credits are left, the report"
                    + " may be wrong and may end by itself."),
    /** 429: the prompt alone has more input tokens than the model's limit of a minute. */
    LARGER_THAN_LIMIT(
            PARK,
            QUOTA,
            "The prompt has more input tokens than the model may take in a minute; waiting does not help. Shorten it,"
                    + " use another model or a higher quota tier, then requeue it."),
    /** 429 without details: the service is short of capacity. */
    CAPACITY(
            RETRY,
            SERVICE,
            "The service is short of capacity. The call is repeated with growing pauses; lower the concurrency if it"
                    + " lasts."),
    /** 429 that mentions the plan but names no quota; seen to last for hours. */
    QUOTA_UNEXPLAINED(
            RETRY,
            QUOTA,
            "A quota is exceeded, but the server does not say which. Check the limits of the project at"
                    + " https://ai.dev/rate-limit, and its billing."),

    /** 400 with the reason API_KEY_INVALID. */
    API_KEY_INVALID(
            STOP_INTAKE,
            ACCOUNT,
            "The API key is missing, not valid or has expired. Set a valid key from https://aistudio.google.com/apikey,"
                    + " or correct the key file; prompts wait until then."),
    /** 401, or 400 for two credentials at once. */
    UNAUTHENTICATED(
            STOP_INTAKE,
            ACCOUNT,
            "The credentials are of the wrong kind, or two were sent at once. Set one API key from"
                    + " https://aistudio.google.com/apikey; prompts wait until then."),
    /** 403. */
    PERMISSION_DENIED(
            STOP_INTAKE,
            ACCOUNT,
            "The key may not use this API or model, or was suspended. Check the key's restrictions and project in"
                    + " https://aistudio.google.com/apikey; prompts wait until then."),
    /** 400 FAILED_PRECONDITION: the region is not served, or billing is off. */
    PRECONDITION_FAILED(
            STOP_INTAKE,
            ACCOUNT,
            "The API is not offered in this region, or needs billing to be enabled. Enable billing in Google AI Studio"
                    + " or"
                    + " run from a supported region; prompts wait until then."),

    /** One of the refusals above, while other prompts were answered with the same key. */
    REFUSED_FOR_PROMPT(
            FAIL,
            PROMPT,
            "Gemini refuses this prompt and answers others with the same key. Look at the model, cache or file that the"
                    + " prompt names, correct it, then requeue it."),

    /** 400: the request itself is at fault. */
    INVALID_REQUEST(
            FAIL,
            PROMPT,
            "The server refuses the request. Correct what the message names, then requeue it."),
    /**
     * A 4xx with a body that Gemini did not write, or a bodiless 404: a web server, a proxy or a
     * gateway in between answered in its place.
     */
    NOT_FROM_GEMINI(
            RETRY,
            Fault.NETWORK,
            "Something at this address or on the way to it answers in Gemini's place. The call is repeated with"
                    + " growing pauses; if it lasts, check gemini.base-url, the proxy and the gateway."),
    /** The refusal above, while no call at all was answered: the address or the way is at fault. */
    ADDRESS_REFUSES(
            STOP_INTAKE,
            Fault.NETWORK,
            "Gemini is not at this address, or something on the way to it refuses every call. Check gemini.base-url,"
                    + " the proxy and the gateway; prompts wait until then."),

    /** 404, and 403 for a file or a cache out of reach. */
    NOT_FOUND(
            FAIL,
            PROMPT,
            "The model, a file or a cache that the prompt names does not exist, was retired or has expired."
                    + " Correct the name, or make the file or the cache anew, then requeue the prompt."),
    /** 413. */
    TOO_LARGE(
            FAIL,
            PROMPT,
            "The request is too large. Shorten the prompt or its attachments, then requeue it."),
    /**
     * 413 with a body that Gemini did not write. It says something of this prompt's size and of no
     * other's; the person who sets the limit can raise it.
     */
    TOO_LARGE_ON_THE_WAY(
            RETRY,
            Fault.NETWORK,
            "Something on the way to Gemini refuses a request of this size. Raise its limit, such as"
                    + " client_max_body_size, or shorten the prompt or its attachments, then requeue it."),
    /** Any other 4xx. */
    OTHER_CLIENT_ERROR(
            FAIL,
            PROMPT,
            "The server refuses the request. Correct what the message names, then requeue the prompt."),

    /** 409 or 425: the server could not take the call at this moment. */
    CONFLICT(
            RETRY,
            SERVICE,
            "The server could not take the call at this moment. The call is repeated with growing pauses."),
    /** 408. */
    REQUEST_TIMEOUT(
            RETRY,
            SERVICE,
            "The request took too long to reach the server. The call is repeated with growing pauses."),
    /** 499: the server saw the call cancelled; or the call was interrupted here. */
    CANCELLED(
            RETRY, Fault.NETWORK, "The call was cancelled before its answer came. It is repeated."),
    /** 500. */
    SERVER_ERROR(
            RETRY,
            SERVICE,
            "Gemini had an internal error. The call is repeated with growing pauses."),
    /** 502. */
    BAD_GATEWAY(
            RETRY,
            SERVICE,
            "A gateway got no valid answer. The call is repeated with growing pauses."),
    /** 503. */
    OVERLOADED(
            RETRY,
            SERVICE,
            "The model is overloaded. The call is repeated with growing pauses; lower the concurrency if it lasts."),
    /** 504. */
    DEADLINE_EXCEEDED(
            RETRY,
            SERVICE,
            "Gemini did not finish in time. The call is repeated; if it lasts, shorten the prompt or the answer it"
                    + " asks for."),
    /** Any other 5xx. */
    OTHER_SERVER_ERROR(
            RETRY, SERVICE, "The server had an error. The call is repeated with growing pauses."),

    /** No call was made: the model has not answered for as long as the retries would have taken. */
    OUTAGE(
            PARK,
            SERVICE,
            "Gemini does not answer. Nothing to do: the prompt resumes as soon as a call succeeds. If it lasts, check"
                    + " the network and https://aistudio.google.com/status."),

    /** Connection refused, reset or lost, no such host, TLS trouble. */
    NETWORK(
            RETRY,
            Fault.NETWORK,
            "Gemini was not reached. The call is repeated with growing pauses; if it lasts, check the network, the"
                    + " proxy and the base URL."),
    /** No answer in time, though the request was sent: each further call may cost as much. */
    TIMEOUT(
            RETRY,
            Fault.NETWORK,
            "No answer came in time. The call is repeated once, then the prompt is parked; if it lasts, raise the"
                    + " time-out that the message names."),
    /**
     * Any 3xx. Never followed, as the key would go to another host. Parked: every prompt meets the
     * same redirect, therefore it is not this prompt's fault. It lasts until someone corrects the
     * base URL or the proxy.
     */
    REDIRECT(
            PARK,
            Fault.NETWORK,
            "Something redirects the calls elsewhere, and a redirect is never followed. Check the base URL, and look"
                    + " for a proxy or a login page in between."),
    /** 407. Parked for the same reason as a redirect. */
    PROXY_REFUSED(
            PARK,
            Fault.NETWORK,
            "A proxy in between asks for credentials of its own. Correct the proxy settings, then requeue the prompt."),

    /** 200, but cut, or not JSON. */
    MALFORMED_ANSWER(
            RETRY,
            SERVICE,
            "The answer was cut or is not what Gemini sends. The call is repeated; if it lasts, look for a proxy in"
                    + " between."),
    /** Larger than a limit of ours. Another call would cost as much and end alike. */
    OVER_LIMIT(
            FAIL,
            PROMPT,
            "The answer is over a limit of this program. Raise the setting that the message names, or ask for less,"
                    + " then requeue the prompt."),
    /**
     * An answer that has begun and lasts longer than a call may. Another call would cost as much.
     * Where no other call was answered meanwhile, it is a time-out.
     */
    SLOW_ANSWER(
            FAIL,
            PROMPT,
            "The answer began and was not complete in time. Raise the setting that the message names, or ask for less,"
                    + " then requeue the prompt."),
    /** 200 and finished, but without text; known to pass. */
    EMPTY_ANSWER(
            RETRY,
            SERVICE,
            "Gemini finished without an answer. The call is repeated; if it lasts, reword the prompt."),
    /** 200 with a finish reason that is known to pass, such as OTHER, and without content. */
    FAULTY_FINISH(
            RETRY,
            SERVICE,
            "Gemini stopped for a reason that often passes. The call is repeated; if it lasts, reword the prompt or"
                    + " simplify its tools."),
    /** 200 with text that does not match the schema asked for. */
    SCHEMA_MISMATCH(
            RETRY,
            PROMPT,
            "The answer does not match the schema of the prompt. The call is repeated; if it lasts, simplify the schema"
                    + " or say in the prompt what is expected."),
    /** 200 with a block reason: the prompt was not answered. */
    PROMPT_BLOCKED(
            FAIL,
            PROMPT,
            "Gemini blocked the prompt for the reason named. Reword it, then requeue it."),
    /** 200 with a finish reason such as SAFETY, or an unknown one. */
    UNUSABLE_FINISH(
            FAIL,
            PROMPT,
            "Gemini stopped for the reason named, without a usable answer. Reword the prompt, then requeue it."),
    /** 200 with MAX_TOKENS before any text: thinking used up the whole allowance. */
    NO_TEXT_BEFORE_LIMIT(
            FAIL,
            PROMPT,
            "The token limit was reached before any text. Raise maxOutputTokens or lower the thinking level, then"
                    + " requeue the prompt."),
    /** The prompt file is bad; Gemini was not called. */
    BAD_INPUT(
            FAIL,
            PROMPT,
            "The prompt cannot be used as it is. Correct what the message names, then requeue it."),

    /** Files could not be read or written here. */
    LOCAL_FILE(
            RETRY,
            PROGRAM,
            "A file could not be read or written on this machine. Check the free space and the permissions of the data"
                    + " directory."),
    /** The quota gate has a fault: the prompt is not to blame, and another attempt may pass. */
    GATE_FAULT(
            RETRY,
            PROGRAM,
            "This program's quota gate has a fault; the prompt has none. The call is repeated with growing pauses."
                    + " Please report it with the log lines around it."),
    /** The process ended, or its memory did, while it worked on the prompt. */
    PROGRAM_ENDED(
            PARK,
            PROGRAM,
            "The program ended, or ran out of memory, while it worked on this prompt. If the prompt is large, shorten it"
                    + " or give the program more memory (GEMINI_ROUTES_OPTS=-Xmx2g), then requeue it."),
    /** A step of the host that embeds the routes changed the call, or failed, once it was made. */
    CHANGED_BY_HOST(
            FAIL,
            PROGRAM,
            "A step of the application that embeds these routes, such as an interceptor, changed or ended the call."
                    + " Let it leave out routes whose id begins with gemini-, then requeue the prompt."),
    /**
     * A fault of this program. The prompt fails, because the same input meets the same fault again.
     */
    UNEXPECTED(
            FAIL,
            PROGRAM,
            "This program has a fault; the prompt has none. Please report it with the log lines around it.");

    private final Disposition disposition;
    private final Fault fault;
    private final String advice;

    FailureKind(Disposition disposition, Fault fault, String advice) {
        this.disposition = disposition;
        this.fault = fault;
        this.advice = advice;
    }

    /** The name that programs see in records and metrics: {@code rate-limit-per-day}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Disposition disposition() {
        return disposition;
    }

    public Fault fault() {
        return fault;
    }

    /** One or two sentences: what happens next, and what a person can do. */
    public String advice() {
        return advice;
    }

    /**
     * Whether a prompt alone can cause it, at a model that answers others: Google names long
     * contexts for its 500 and 504. A time-out is not among them: each try would hold a call for
     * minutes, and may be paid for.
     */
    public boolean isMaybeOfPrompt() {
        return this == SERVER_ERROR || this == DEADLINE_EXCEEDED;
    }

    /**
     * Whether the failure counts as an outage of the model. A 429 or another 4xx does not: it is an
     * answer.
     */
    public boolean isOfOutage() {
        return switch (this) {
            case REQUEST_TIMEOUT,
                    SERVER_ERROR,
                    BAD_GATEWAY,
                    OVERLOADED,
                    DEADLINE_EXCEEDED,
                    OTHER_SERVER_ERROR,
                    NETWORK,
                    TIMEOUT,
                    NOT_FROM_GEMINI,
                    OUTAGE ->
                    true;
            default -> false;
        };
    }

    /**
     * Whether the server refused the call for a limit that it does not name, which ends by itself.
     */
    public boolean isOfUnnamedLimit() {
        return this == CAPACITY || this == QUOTA_UNEXPLAINED;
    }

    /**
     * What happens to the prompt when its retries are used up: it is parked, because the fault is
     * not its own. Only a prompt whose answer stays empty, faulty or off its schema fails. Kinds
     * that are not retried keep their disposition.
     */
    public Disposition afterLastRetry() {
        return switch (this) {
            case EMPTY_ANSWER, FAULTY_FINISH, SCHEMA_MISMATCH -> FAIL;
            default -> disposition == RETRY ? PARK : disposition;
        };
    }

    /**
     * The retries for this kind: at most the configured number.
     *
     * @param maxRetries the retries configured, 0 or more
     */
    public int retries(int maxRetries) {
        return switch (this) {
            case CANCELLED, TIMEOUT, TOO_LARGE_ON_THE_WAY -> Math.min(1, maxRetries);
            case QUOTA_UNEXPLAINED, EMPTY_ANSWER, FAULTY_FINISH -> Math.min(2, maxRetries);
            case ADDRESS_REFUSES -> Math.min(3, maxRetries);
            default -> maxRetries;
        };
    }
}
