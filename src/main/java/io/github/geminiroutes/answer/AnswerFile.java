package io.github.geminiroutes.answer;

import io.github.geminiroutes.support.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * One file of an answer.
 *
 * @param candidate the place in the response of the candidate that it is from, from 0
 * @param ending of its name, without the dot: {@code md} for words, {@code json}, {@code png}, …
 * @param type the MIME type
 * @param text the content; null for media
 * @param media the content of a picture, a sound or another file; null for text
 */
public record AnswerFile(int candidate, String ending, String type, String text, MediaData media) {

    /** Words, which are Markdown. */
    public static AnswerFile words(int candidate, String text) {
        return new AnswerFile(candidate, "md", "text/markdown", text, null);
    }

    /** JSON. */
    public static AnswerFile json(int candidate, String text) {
        return new AnswerFile(candidate, "json", "application/json", text, null);
    }

    /** A picture, a sound or another file. */
    static AnswerFile media(int candidate, MediaData media) {
        return new AnswerFile(candidate, media.ending(), media.type(), null, media);
    }

    /** Whether it is a picture, a sound or another file, and no text. */
    public boolean isMedia() {
        return media != null;
    }

    /** SHA-256 of the content, in hex. */
    public String sha256() {
        return media == null ? Sha256.hex(text) : media.sha256();
    }

    /** Of the content, in bytes. */
    public long size() {
        return media == null ? text.getBytes(StandardCharsets.UTF_8).length : media.size();
    }

    /** Writes the content. */
    public void writeTo(OutputStream out) throws IOException {
        if (media == null) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } else {
            media.writeTo(out);
        }
    }

    /** Whether a name with this ending, without the dot, suits the content. */
    public boolean suits(String written) {
        return media == null
                ? !MediaType.isMedia(written)
                : MediaType.ending(written).equals(ending);
    }
}
