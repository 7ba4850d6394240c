package io.github.geminiroutes.answer;

import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a response without the bytes of its media: each text {@code inlineData.data} is read as the
 * number of its place in the body. As a text it would take its length in memory several times over.
 */
final class MediaParser extends JsonParserDelegate {

    static final String HOLDER = "inlineData";
    static final String DATA = "data";

    private final byte[] body;
    private final List<JsonText> texts = new ArrayList<>();

    MediaParser(byte[] body) throws IOException {
        super(GeminiJson.MAPPER.createParser(body));
        this.body = body;
    }

    @Override
    public String getText() throws IOException {
        if (!isMedia()) {
            return super.getText();
        }
        texts.add(here());
        return Integer.toString(texts.size() - 1);
    }

    /** The texts, by their numbers. */
    List<JsonText> texts() {
        return texts;
    }

    private boolean isMedia() {
        JsonStreamContext context = getParsingContext();
        return hasToken(JsonToken.VALUE_STRING)
                && DATA.equals(context.getCurrentName())
                && context.inObject()
                && context.getParent() != null
                && HOLDER.equals(context.getParent().getCurrentName());
    }

    private JsonText here() throws IOException {
        long at = currentTokenLocation().getByteOffset();
        if (at >= 0 && at < body.length && body[(int) at] == '"') {
            return new JsonText(body, (int) at);
        }
        // Not in UTF-8, or with a byte order mark: places count otherwise there.
        return new JsonText(GeminiJson.MAPPER.writeValueAsBytes(super.getText()), 0);
    }
}
