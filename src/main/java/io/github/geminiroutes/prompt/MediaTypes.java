package io.github.geminiroutes.prompt;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files that Gemini accepts inline, and their MIME types in Google's spelling, by file
 * extension. From Google's pages on <a
 * href="https://ai.google.dev/gemini-api/docs/image-understanding">image</a>, document, audio and
 * video understanding; source code has no type there and is sent as plain text.
 */
public final class MediaTypes {

    private static final Map<String, String> BY_ENDING = new HashMap<>();

    static {
        add("image/png", "png");
        add("image/jpeg", "jpg jpeg jpe");
        add("image/webp", "webp");
        add("image/heic", "heic");
        add("image/heif", "heif");
        add("application/pdf", "pdf");
        add("audio/wav", "wav");
        add("audio/mp3", "mp3");
        add("audio/aiff", "aiff aif");
        add("audio/aac", "aac");
        add("audio/ogg", "ogg oga opus");
        add("audio/flac", "flac");
        add("audio/m4a", "m4a");
        add("video/mp4", "mp4 m4v");
        add("video/mpeg", "mpeg mpg");
        add("video/mov", "mov");
        add("video/avi", "avi");
        add("video/x-flv", "flv");
        add("video/webm", "webm");
        add("video/wmv", "wmv");
        add("video/3gpp", "3gp 3gpp");
        add("text/html", "html htm");
        add("text/css", "css");
        add("text/csv", "csv");
        add("text/xml", "xml");
        add("text/rtf", "rtf");
        add("text/markdown", "md markdown");
        add("text/javascript", "js mjs");
        add("text/x-python", "py");
        add("application/json", "json");
        add(
                "text/plain",
                "txt text log yaml yml toml ini properties tsv jsonl tex rst adoc srt vtt");
        add("text/plain", "java kt scala groovy c h cpp hpp cc cs go rs rb php pl swift r lua");
        add("text/plain", "ts tsx jsx vue sql sh bash ps1 bat gradle tf proto graphql diff patch");
    }

    private static final Set<String> SUPPORTED = Set.copyOf(BY_ENDING.values());

    private MediaTypes() {}

    /**
     * The MIME type of a file by its extension, in any case; empty if Gemini does not accept the
     * file.
     */
    public static Optional<String> of(String fileName) {
        int dot = fileName.lastIndexOf('.');
        String ending = fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
        return dot < 0 ? Optional.empty() : Optional.ofNullable(BY_ENDING.get(ending));
    }

    static boolean isSupported(String mimeType) {
        return SUPPORTED.contains(mimeType);
    }

    private static void add(String mimeType, String endings) {
        for (String ending : endings.split(" ")) {
            BY_ENDING.put(ending, mimeType);
        }
    }
}
