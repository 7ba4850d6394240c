package io.github.geminiroutes.monitoring;

import io.github.geminiroutes.support.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The status page in the jar, with the content security policy that restricts it to its own script
 * and style, by their digests, and to its own server.
 *
 * @param html the page, UTF-8
 * @param policy the header {@code Content-Security-Policy}
 */
record PageFile(byte[] html, String policy) {

    private static final String FILE = "/gemini-routes/status.html";

    static PageFile read() {
        try (InputStream in = PageFile.class.getResourceAsStream(FILE)) {
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + FILE, e);
        }
    }

    static PageFile of(String html) {
        String policy =
                "default-src 'none'; connect-src 'self'; script-src '"
                        + digest(between(html, "<script>", "</script>"))
                        + "'; style-src '"
                        + digest(between(html, "<style>", "</style>"))
                        + "'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        return new PageFile(html.getBytes(StandardCharsets.UTF_8), policy);
    }

    private static String between(String html, String from, String to) {
        int start = html.indexOf(from) + from.length();
        return html.substring(start, html.indexOf(to, start));
    }

    private static String digest(String text) {
        return "sha256-" + Base64.getEncoder().encodeToString(Sha256.digest(text));
    }
}
