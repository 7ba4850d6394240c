package io.github.geminiroutes.answer;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.Base64Variant.PaddingReadBehaviour;
import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * A picture, sound or other file within an answer. Its bytes stay in the body of the response, in
 * Base64, and are unpacked on their way into a file: a picture of 20 MB is in memory once. Samples
 * without a header (PCM) become a WAV.
 */
public final class MediaData {

    /** How many of the first bytes tell the type. */
    static final int START = 64;

    private static final String URL_ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static final List<Base64Variant> VARIANTS =
            List.of(
                    Base64Variants.MIME_NO_LINEFEEDS.withReadPadding(
                            PaddingReadBehaviour.PADDING_ALLOWED),
                    new Base64Variant("URL", URL_ALPHABET, true, '=', Integer.MAX_VALUE)
                            .withReadPadding(PaddingReadBehaviour.PADDING_ALLOWED));

    private final byte[] body;
    private final int offset;
    private final int length;
    private final Base64Variant variant;
    private final MediaType type;
    private final byte[] header;
    private final long size;
    private final String sha256;

    /**
     * @param text where the text in JSON begins that has the bytes, with its quotation mark
     * @param part the object of the response that the text is left out of
     * @throws IOException if the text is not Base64
     */
    private MediaData(JsonText text, Base64Variant variant, ObjectNode part) throws IOException {
        this.body = text.json();
        this.offset = text.offset();
        this.length = body.length - offset;
        this.variant = variant;
        MediaStart start = new MediaStart(START);
        MessageDigest digest = Sha256.digest();
        unpack(new DigestOutputStream(start, digest));
        this.type = MediaType.of(part.path("mimeType").asText(), start.bytes());
        this.header = start.size() == 0 ? new byte[0] : type.header(start.size());
        this.size = start.size() + header.length;
        if (header.length > 0) {
            digest.reset();
            writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        }
        this.sha256 = HexFormat.of().formatHex(digest.digest());
        part.remove(MediaParser.DATA);
        part.put("type", type.name()).put("size", size).put("sha256", sha256).putNull("file");
    }

    /**
     * Reads the media of a text, and notes in its part of the response what they are.
     *
     * @throws IOException if the text is not Base64, in either alphabet
     */
    static MediaData of(JsonText text, ObjectNode part) throws IOException {
        try {
            return new MediaData(text, VARIANTS.get(0), part);
        } catch (IOException e) {
            return new MediaData(text, VARIANTS.get(1), part);
        }
    }

    /** Writes the file's bytes. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(header);
        unpack(out);
    }

    private void unpack(OutputStream out) throws IOException {
        try (JsonParser parser = GeminiJson.MAPPER.createParser(body, offset, length)) {
            parser.nextToken();
            parser.readBinaryValue(variant, out);
        } catch (IllegalArgumentException e) {
            throw new IOException("The media are not in Base64", e);
        }
    }

    /** The ending that a file of this type has: {@code png}. */
    public String ending() {
        return type.ending();
    }

    /** By the first bytes; what the server names where they do not tell. */
    public String type() {
        return type.name();
    }

    /** Of the file, in bytes. */
    public long size() {
        return size;
    }

    /** SHA-256 of the file, in hex. */
    public String sha256() {
        return sha256;
    }

    /** Whether there is nothing to see or to hear. */
    boolean isEmpty() {
        return size == 0 || type.isWav() && size <= MediaType.WAV_HEADER;
    }
}
