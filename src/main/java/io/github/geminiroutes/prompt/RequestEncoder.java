package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.POJONode;
import io.github.geminiroutes.support.FileChangedException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Writes the body of a {@code generateContent} call. Attachments are read here and precede the
 * text, as Google advises for a single image. Thread-safe.
 */
public final class RequestEncoder {

    private final ObjectWriter writer;
    private final long maxRequestBytes;

    /**
     * @param mapper writes the JSON
     * @param maxRequestBytes the longest request, in bytes
     */
    public RequestEncoder(ObjectMapper mapper, long maxRequestBytes) {
        // Compact, whatever the mapper's configuration.
        this.writer =
                mapper.writer()
                        .without(SerializationFeature.INDENT_OUTPUT)
                        .without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);
        this.maxRequestBytes = maxRequestBytes;
    }

    /** With the default limit of 20 MiB. */
    public RequestEncoder(ObjectMapper mapper) {
        this(mapper, RequestSize.DEFAULT_MAX_BYTES);
    }

    /**
     * The bytes to post: JSON in UTF-8.
     *
     * @throws InvalidPromptException if an attachment is missing or has changed, or the request is
     *     too long
     */
    public byte[] encode(Prompt prompt) {
        return encode(prompt, LargeAttachments.INLINE);
    }

    /**
     * The same where some attachments were uploaded.
     *
     * @param addresses gives the address of an attachment; null for one that goes with the request
     */
    public byte[] encode(Prompt prompt, Function<Attachment, String> addresses) {
        long least = RequestSize.least(prompt, addresses);
        RequestSize.requireAtMost(maxRequestBytes, least, "the request");
        RequestBuffer buffer = new RequestBuffer(least, maxRequestBytes);
        encode(prompt, addresses, buffer);
        return buffer.toByteArray();
    }

    /** Writes what {@link #encode(Prompt)} returns, with its exceptions. */
    void encode(Prompt prompt, OutputStream out) {
        encode(prompt, LargeAttachments.INLINE, out);
    }

    private void encode(Prompt prompt, Function<Attachment, String> addresses, OutputStream out) {
        try (JsonGenerator json = writer.createGenerator(utf8(out))) {
            new Writing(json, addresses).write(prompt);
        } catch (CharacterCodingException e) {
            throw new InvalidPromptException(
                    "the prompt cannot be written as JSON: half of a surrogate pair stands alone",
                    0);
        } catch (JsonGenerationException e) {
            throw new InvalidPromptException(
                    "the prompt cannot be written as JSON: "
                            + Excerpt.ofReason(e.getOriginalMessage()),
                    0);
        } catch (IOException e) {
            // The mapper wraps the exception of the buffer.
            if (e.getCause() instanceof InvalidPromptException tooLong) {
                throw tooLong;
            }
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    /**
     * As characters, for Jackson's own bytes hold an emoji as two escapes: 12 bytes instead of 4.
     */
    private static Writer utf8(OutputStream bytes) {
        return new OutputStreamWriter(bytes, StandardCharsets.UTF_8.newEncoder());
    }

    /**
     * An estimate of the prompt's input tokens for the quota: text by its bytes, media as Google
     * counts it at common qualities. At least 1.
     */
    public long estimateInputTokens(Prompt prompt) {
        return TokenEstimate.of(prompt);
    }

    /** The attachments that parts of a request stand for, in order. */
    static List<Attachment> placed(JsonNode contents) {
        List<Attachment> placed = new ArrayList<>();
        for (JsonNode content : contents) {
            for (JsonNode part : content.path("parts")) {
                Attachment attachment = attachmentAt(part);
                if (attachment != null) {
                    placed.add(attachment);
                }
            }
        }
        return placed;
    }

    /** The attachment that a part stands for; null for one that is sent as it is. */
    private static Attachment attachmentAt(JsonNode part) {
        return part.path("inlineData") instanceof POJONode node
                        && node.getPojo() instanceof Attachment attachment
                ? attachment
                : null;
    }

    /** Writes one request. */
    private final class Writing {

        private final JsonGenerator json;
        private final Function<Attachment, String> addresses;

        Writing(JsonGenerator json, Function<Attachment, String> addresses) {
            this.json = json;
            this.addresses = addresses;
        }

        void write(Prompt prompt) throws IOException {
            if (prompt.attachments().isEmpty()) {
                writer.writeValue(json, prompt.request());
                return;
            }
            json.writeStartObject();
            for (var field : prompt.request().properties()) {
                json.writeFieldName(field.getKey());
                if (field.getKey().equals("contents")) {
                    writeContents(field.getValue(), prompt.attachments());
                } else {
                    writer.writeValue(json, field.getValue());
                }
            }
            json.writeEndObject();
        }

        private void writeContents(JsonNode contents, List<Attachment> attachments)
                throws IOException {
            List<Attachment> leading = withoutPlace(contents, attachments);
            json.writeStartArray();
            for (JsonNode content : contents) {
                json.writeStartObject();
                for (var field : content.properties()) {
                    json.writeFieldName(field.getKey());
                    if (field.getKey().equals("parts")) {
                        writeParts(field.getValue(), leading);
                        leading = List.of();
                    } else {
                        writer.writeValue(json, field.getValue());
                    }
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        }

        /** The attachments that no part of the request stands for. */
        private static List<Attachment> withoutPlace(
                JsonNode contents, List<Attachment> attachments) {
            Set<Attachment> placed = Collections.newSetFromMap(new IdentityHashMap<>());
            placed.addAll(placed(contents));
            return attachments.stream().filter(attachment -> !placed.contains(attachment)).toList();
        }

        private void writeParts(JsonNode parts, List<Attachment> leading) throws IOException {
            json.writeStartArray();
            for (Attachment attachment : leading) {
                writeAttachment(attachment);
            }
            for (JsonNode part : parts) {
                Attachment attachment = attachmentAt(part);
                if (attachment == null) {
                    writer.writeValue(json, part);
                } else {
                    writeAttachment(attachment);
                }
            }
            json.writeEndArray();
        }

        private void writeAttachment(Attachment attachment) throws IOException {
            json.writeStartObject();
            String address = addresses.apply(attachment);
            if (address != null) {
                json.writeObjectFieldStart("fileData");
                json.writeStringField("mimeType", attachment.mimeType());
                json.writeStringField("fileUri", address);
                json.writeEndObject();
                json.writeEndObject();
                return;
            }
            json.writeObjectFieldStart("inlineData");
            json.writeStringField("mimeType", attachment.mimeType());
            json.writeFieldName("data");
            writeData(attachment);
            json.writeEndObject();
            json.writeEndObject();
        }

        private void writeData(Attachment attachment) throws IOException {
            try {
                attachment
                        .files()
                        .read(
                                attachment.name(),
                                (in, stamp) -> {
                                    if (!stamp.equals(attachment.stamp())) {
                                        throw new FileChangedException();
                                    }
                                    return json.writeBinary(in, (int) stamp.size());
                                });
            } catch (IOException e) {
                throw LargeAttachments.unreadable(attachment, e);
            }
        }
    }
}
