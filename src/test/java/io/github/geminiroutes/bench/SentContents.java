package io.github.geminiroutes.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.PromptRequest;
import io.github.geminiroutes.testing.RecordedMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Watches whether each call carries the content of the document whose name it has. */
final class SentContents {
    private static final int MOST = 5;

    private final List<String> mistakes = new ArrayList<>();

    SentContents(GeminiServer server) {
        server.watch(this::look);
    }

    /** The first few calls that carried something else. */
    synchronized List<String> mistakes() {
        return List.copyOf(mistakes);
    }

    private synchronized void look(RecordedMessage message) {
        PromptRequest request = message.request();
        int document = MixedDocuments.numberOf(request.firstLine());
        int row = NumberedRows.numberOf(request.firstLine());
        boolean isRight =
                document >= 0
                        ? carries(request, document)
                        : row >= 0 && request.prompt().equals(NumberedRows.question(row));
        if (!isRight && mistakes.size() < MOST) {
            mistakes.add(request.firstLine());
        }
    }

    private static boolean carries(PromptRequest request, int document) {
        try {
            byte[] content = MixedDocuments.content(document);
            if (!MixedDocuments.isMedia(document)) {
                String text = new String(content, StandardCharsets.UTF_8);
                return request.prompt()
                        .strip()
                        .equals(MixedDocuments.question(document) + '\n' + text.strip());
            }
            JsonNode media = request.body().path("contents").path(0).path("parts").path(1);
            return media.path("inlineData")
                    .path("data")
                    .asText()
                    .equals(Base64.getEncoder().encodeToString(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
