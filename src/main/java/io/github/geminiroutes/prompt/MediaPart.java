package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.template.Message.Media;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A picture, document or recording that a template names. A {@code data:} address is sent inline,
 * an address of Google's storage or of the web is sent for Gemini to fetch, and all else is the
 * name of a file beside the prompt. Nothing is fetched here.
 */
final class MediaPart {

    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);
    private static final Pattern TYPE = Pattern.compile("[a-z0-9.+-]+/[a-z0-9.+-]+");
    private static final String BASE64 = ";base64";

    private MediaPart() {}

    /**
     * @param attachments the file is added to these, and its part stands for it in the request
     */
    static ObjectNode of(Media media, AttachmentSearch attachments) {
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        String url = media.url();
        String scheme = ADDRESS.matcher(url).matches() ? url.substring(0, url.indexOf(':')) : "";
        switch (scheme.toLowerCase(Locale.ROOT)) {
            case "data" -> inline(media, part.putObject("inlineData"));
            case "gs", "https" -> {
                ObjectNode file = part.putObject("fileData");
                String type = type(media.contentType(), url);
                if (type == null) {
                    String path = url.replaceFirst("[?#].*", "");
                    type = MediaTypes.of(path.substring(path.lastIndexOf('/') + 1)).orElse(null);
                }
                if (type != null) {
                    file.put("mimeType", type);
                }
                file.put("fileUri", url);
            }
            case "" -> {
                if (!attachments.hasDirectory()) {
                    throw bad(url, "is a file's name, and there are no files beside the prompt");
                }
                part.putPOJO("inlineData", attachments.find(url, 0));
            }
            default ->
                    throw bad(
                            url,
                            "has an address that Gemini does not take: give the name of a file"
                                    + " beside the prompt, or an address with data:, gs: or https:");
        }
        return part;
    }

    private static void inline(Media media, ObjectNode inline) {
        String url = media.url();
        int comma = url.indexOf(',');
        if (comma < 0) {
            throw bad(url, "has no data: write data:image/png;base64,…");
        }
        String before = url.substring("data:".length(), comma);
        String content = url.substring(comma + 1);
        boolean isBase64 = before.toLowerCase(Locale.ROOT).endsWith(BASE64);
        String said = before.contains(";") ? before.substring(0, before.indexOf(';')) : before;
        String type = type(media.contentType() == null ? said : media.contentType(), url);
        type = type == null ? "text/plain" : type;
        if (!MediaTypes.isSupported(type)) {
            throw bad(url, "has a type that Gemini does not accept inline: convert it");
        }
        try {
            byte[] bytes =
                    isBase64
                            ? Base64.getMimeDecoder().decode(content)
                            : URLDecoder.decode(content.replace("+", "%2B"), StandardCharsets.UTF_8)
                                    .getBytes(StandardCharsets.UTF_8);
            if (bytes.length == 0) {
                throw bad(url, "is empty: remove it or fill it");
            }
            inline.put("mimeType", type).put("data", Base64.getEncoder().encodeToString(bytes));
        } catch (IllegalArgumentException e) {
            throw bad(url, "is not encoded as its address says");
        }
    }

    private static String type(String written, String url) {
        if (written == null || written.isBlank()) {
            return null;
        }
        String type = written.strip().toLowerCase(Locale.ROOT);
        if (!TYPE.matcher(type).matches()) {
            throw bad(url, "has the type '%s', which is none".formatted(Excerpt.of(written)));
        }
        return switch (type) {
            case "image/jpg" -> "image/jpeg";
            case "audio/mpeg" -> "audio/mp3";
            default -> type;
        };
    }

    private static InvalidPromptException bad(String url, String problem) {
        return new InvalidPromptException(
                "{{media}} '%s' %s".formatted(Excerpt.of(url), problem), 0);
    }
}
