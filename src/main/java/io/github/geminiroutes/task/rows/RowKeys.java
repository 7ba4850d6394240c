package io.github.geminiroutes.task.rows;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
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

/** Makes the keys of rows: of what is asked, or of what a row has that cannot be asked. */
final class RowKeys {

    private static final ObjectWriter WRITER =
            JsonMapper.builder()
                    .addModule(new SimpleModule().addSerializer(Attachment.class, new ByStamp()))
                    .build()
                    .writer();

    private RowKeys() {}

    /** The key of a row that is asked. */
    static RowKey of(Prompt prompt) {
        try {
            String request = WRITER.writeValueAsString(prompt.request());
            StringBuilder files = new StringBuilder();
            for (Attachment attachment : prompt.attachments()) {
                files.append(ByStamp.text(attachment)).append('\n');
            }
            return new RowKey(Sha256.hex(prompt.model() + '\n' + files + request));
        } catch (JsonProcessingException e) {
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
