package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Estimates input tokens before Gemini counts them. Text: one token per 4 bytes of UTF-8, which is
 * Google's four characters for English and more for scripts with longer characters. Media: Google's
 * 258 per image or PDF page, 32 per second of audio, about 300 per second of video, with the bytes
 * per page or second of common files.
 */
final class TokenEstimate {

    private static final long TEXT_BYTES_PER_TOKEN = 4;
    private static final long TOKENS_PER_IMAGE = 258;
    private static final long PDF_BYTES_PER_PAGE = 50_000;
    private static final long WAV_BYTES_PER_TOKEN = 176_400 / 32;
    private static final long AUDIO_BYTES_PER_TOKEN = 16_000 / 32;
    private static final long VIDEO_BYTES_PER_TOKEN = 250_000 / 300;

    private TokenEstimate() {}

    static long of(Prompt prompt) {
        Count count = new Count();
        prompt.request().properties().forEach(field -> count.add(field.getKey(), field.getValue()));
        for (Attachment attachment : prompt.attachments()) {
            count.mediaTokens += ofMedia(attachment.mimeType(), attachment.size());
        }
        return Math.max(1, count.mediaTokens + ceil(count.textBytes, TEXT_BYTES_PER_TOKEN));
    }

    private static long ofMedia(String mimeType, long bytes) {
        String kind = mimeType.substring(0, mimeType.indexOf('/') + 1);
        return switch (kind) {
            case "image/" -> TOKENS_PER_IMAGE;
            case "audio/" ->
                    ceil(
                            bytes,
                            mimeType.equals("audio/wav") || mimeType.equals("audio/aiff")
                                    ? WAV_BYTES_PER_TOKEN
                                    : AUDIO_BYTES_PER_TOKEN);
            case "video/" -> ceil(bytes, VIDEO_BYTES_PER_TOKEN);
            default ->
                    mimeType.equals("application/pdf")
                            ? ceil(bytes, PDF_BYTES_PER_PAGE) * TOKENS_PER_IMAGE
                            : ceil(bytes, TEXT_BYTES_PER_TOKEN);
        };
    }

    private static long ceil(long amount, long unit) {
        return (amount + unit - 1) / unit;
    }

    /** Walks a request; leaves out what is not input of the model. */
    private static final class Count {

        private long textBytes;
        private long mediaTokens;

        void add(String key, JsonNode value) {
            switch (key) {
                case "safetySettings", "safety_settings", "labels", "role" -> {}
                case "inlineData", "inline_data" -> addInline(value);
                default -> addValue(value);
            }
        }

        private void addValue(JsonNode value) {
            if (value.isTextual()) {
                textBytes += Utf8Text.length(value.textValue());
            }
            value.properties().forEach(field -> add(field.getKey(), field.getValue()));
            if (value.isArray()) {
                value.forEach(this::addValue);
            }
        }

        private void addInline(JsonNode inline) {
            String mimeType = inline.path("mimeType").asText(inline.path("mime_type").asText());
            mediaTokens += ofMedia(mimeType, inline.path("data").asText().length() * 3L / 4);
        }
    }
}
