package io.github.geminiroutes.failure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The bodies of errors as Gemini sends them, kept below {@code gemini/errors}; the name begins with
 * the code.
 */
public final class RecordedBody {

    static final List<String> ALL =
            List.of(
                    "400-api-key-invalid.json",
                    "400-failed-precondition-billing.json",
                    "400-failed-precondition-region.json",
                    "400-file-not-active.json",
                    "400-invalid-argument.json",
                    "400-two-credentials.json",
                    "400-unknown-field.json",
                    "401.json",
                    "402-prepay-depleted.json",
                    "403-cache.json",
                    "403-file.json",
                    "403-suspended.json",
                    "403.json",
                    "404-entity.json",
                    "404-unknown-model.json",
                    "413-html.html",
                    "429-capacity.json",
                    "429-error-info.json",
                    "429-help-only.json",
                    "429-limit-zero-value.json",
                    "429-limit-zero.json",
                    "429-minute-and-day.json",
                    "429-per-day.json",
                    "429-per-minute-requests.json",
                    "429-per-minute-tokens-in-array.json",
                    "429-per-minute-tokens.json",
                    "429-prepay-depleted.json",
                    "429-retry-info-only.json",
                    "429-spend-rate.json",
                    "429-spending-cap.json",
                    "429-vertex-provisioned-throughput.json",
                    "429-vertex.json",
                    "499.json",
                    "500.json",
                    "502-html.html",
                    "503-overloaded.json",
                    "504.json");

    private RecordedBody() {}

    public static byte[] bytes(String name) {
        return resource("/gemini/errors/" + name);
    }

    public static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    static int code(String name) {
        return Integer.parseInt(name.substring(0, 3));
    }

    static String report(String name) {
        return new String(resource("/gemini/reports/" + name), StandardCharsets.UTF_8);
    }

    private static byte[] resource(String path) {
        try (InputStream in = RecordedBody.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalArgumentException("No such test resource: " + path);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
