package io.github.geminiroutes.template;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import io.github.geminiroutes.template.Values.Fields;
import io.github.geminiroutes.template.Values.Items;
import io.github.geminiroutes.template.Values.Null;
import java.io.IOException;
import java.io.Writer;

/** How a value looks in a prompt: plain, or as JSON. */
final class ValueText {

    private static final JsonFactory JSON = new JsonFactory();

    private ValueText() {}

    /**
     * A value that a template prints without a helper.
     *
     * @throws TemplateException if it has no plain form
     */
    static String plain(Object value) {
        if (value instanceof CharSequence || value instanceof Boolean) {
            return value.toString();
        }
        if (value instanceof Number number) {
            return Values.text(number);
        }
        if (value == Null.NULL) {
            return "";
        }
        if (value instanceof Items items) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < items.size(); i++) {
                text.append(i == 0 ? "" : ",").append(plain(items.get(i)));
            }
            return text.toString();
        }
        throw new TemplateException(
                value instanceof Fields
                        ? "an object cannot be printed: name one of its fields, or use {{json …}}"
                        : "only values can be printed");
    }

    /**
     * @param indent blanks a level; 0 for one line
     */
    static void writeJson(Object value, int indent, Writer writer) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(writer)) {
            if (indent > 0) {
                json.setPrettyPrinter(printer(indent));
            }
            write(value, json);
        }
    }

    private static DefaultPrettyPrinter printer(int indent) {
        DefaultIndenter indenter = new DefaultIndenter(" ".repeat(indent), "\n");
        Separators separators =
                Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator("");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
        printer.indentObjectsWith(indenter);
        printer.indentArraysWith(indenter);
        return printer;
    }

    private static void write(Object value, JsonGenerator json) throws IOException {
        if (value instanceof Fields fields) {
            json.writeStartObject();
            for (var field : fields.entrySet()) {
                json.writeFieldName(field.getKey());
                write(field.getValue(), json);
            }
            json.writeEndObject();
        } else if (value instanceof Items items) {
            json.writeStartArray();
            for (Object item : items) {
                write(item, json);
            }
            json.writeEndArray();
        } else if (value instanceof Number number) {
            json.writeNumber(Values.text(number));
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof CharSequence text) {
            json.writeString(text.toString());
        } else if (value == Null.NULL) {
            json.writeNull();
        } else {
            throw new TemplateException("only values can be written as JSON");
        }
    }
}
