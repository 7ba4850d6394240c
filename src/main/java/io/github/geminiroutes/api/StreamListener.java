package io.github.geminiroutes.api;

import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;

/**
 * Gets what comes of one call by {@link StreamClient}. The methods are called one after another, on
 * threads of the HTTP client that must not be blocked; the last call is one of {@link #ended},
 * {@link #refused} and {@link #failed}.
 */
public interface StreamListener {

    /**
     * The head of an answer.
     *
     * @param code the HTTP code
     * @param retryAfter the header {@code Retry-After}; null if there is none
     * @param location the header {@code Location}; null if there is none
     * @param tier the header {@code x-gemini-service-tier}; null if there is none
     */
    record Head(int code, String retryAfter, String location, String tier) {

        static Head of(HttpResponse response) {
            return new Head(
                    response.getCode(),
                    value(response, HttpHeaders.RETRY_AFTER),
                    value(response, HttpHeaders.LOCATION),
                    value(response, "x-gemini-service-tier"));
        }

        private static String value(HttpResponse response, String name) {
            Header header = response.getFirstHeader(name);
            return header == null ? null : header.getValue();
        }

        /** Whether pieces follow, and no error. */
        public boolean isOk() {
            return code / 100 == 2;
        }
    }

    /**
     * The call is about to be made; called once, by the thread that makes it.
     *
     * @param call to cancel it, and to say that there is room again
     */
    void sending(StreamedCall call);

    /** An answer with a code 2xx begins. */
    void begun(Head head);

    /** A piece came whole. */
    void piece(byte[] json);

    /**
     * Whether there is room for {@value StreamClient#WINDOW} bytes more. {@link
     * StreamedCall#resume} says when there is again.
     *
     * @param partial the bytes that are held of the piece under way
     */
    boolean hasRoom(long partial);

    /** The server has sent all, and ended the answer as HTTP has it. */
    void ended();

    /**
     * The server answered with another code.
     *
     * @param body the body, at most 1 MB of it; null if it broke off
     */
    void refused(Head head, byte[] body);

    /**
     * There was no answer, or it broke off.
     *
     * @param error an {@link java.io.IOException}, or a {@link
     *     io.github.geminiroutes.failure.GeminiException} that says which setting was met
     */
    void failed(Exception error);
}
