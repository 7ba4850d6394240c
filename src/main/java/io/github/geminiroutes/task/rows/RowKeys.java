package io.github.geminiroutes.task.rows;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.github.geminiroutes.prompt.Attachment;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.support.Sha256;
import io.github.geminiroutes.table.Row;
import io.github.geminiroutes.table.RowKey;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/** Makes the keys of rows: of what is asked, or of what a row has that cannot be asked. */
final class RowKeys {

    private static final ObjectWriter WRITER =
            JsonMapper.builder()
                    .addModule(new SimpleModule().addSerializer(Attachment.class, new ByStamp()))
                    .build()
                    .writer();

    private RowKeys() {}

    /** The key of a row that is asked. A request may be large: it is digested piece by piece. */
    static RowKey of(Prompt prompt) {
        MessageDigest digest = Sha256.digest();
        try (Writer text =
                new OutputStreamWriter(
                        new DigestOutputStream(OutputStream.nullOutputStream(), digest),
                        StandardCharsets.UTF_8)) {
            text.write(prompt.model() + '\n');
            for (Attachment attachment : prompt.attachments()) {
                text.write(ByStamp.text(attachment) + '\n');
            }
            WRITER.writeValue(text, prompt.request());
            // The writer has closed the text, and so passed all of it on.
            return new RowKey(Sha256.end(digest));
        } catch (IOException e) {
            throw new InvalidPromptException("the request cannot be written as JSON", 0);
        }
    }

    /** The key of a row that cannot be asked. */
    static RowKey of(Row row, String problem) {
        return new RowKey(Sha256.hex(problem + '\n' + row.text()));
    }

    /** A file that is sent along counts by its name and its stamp: it is not read for this. */
    private static final class ByStamp extends StdSerializer<Attachment> {

        private static final long serialVersionUID = 1;

        ByStamp() {
            super(Attachment.class);
        }

        static String text(Attachment attachment) {
            return attachment.name()
                    + '\n'
                    + attachment.stamp().size()
                    + '\n'
                    + attachment.stamp().modified();
        }

        @Override
        public void serialize(
                Attachment attachment, JsonGenerator json, SerializerProvider provider)
                throws IOException {
            json.writeString(text(attachment));
        }
    }
}
