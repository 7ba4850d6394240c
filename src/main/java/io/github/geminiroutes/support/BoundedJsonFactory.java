package io.github.geminiroutes.support;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;

/**
 * Counts the values of each document: an empty array takes three bytes as text and sixty as a node,
 * and a document of megabytes could fill the memory. Jackson has a bound of this kind from 2.18 on,
 * and hosts may have an older one.
 */
final class BoundedJsonFactory extends JsonFactory {

    private static final long serialVersionUID = 1;

    private final long maxValues;

    BoundedJsonFactory(JsonFactoryBuilder settings, long maxValues) {
        super(settings);
        this.maxValues = maxValues;
    }

    @Override
    public JsonParser createParser(byte[] json) throws IOException {
        return new CountingParser(super.createParser(json), maxValues);
    }

    @Override
    public JsonParser createParser(byte[] json, int offset, int length) throws IOException {
        return new CountingParser(super.createParser(json, offset, length), maxValues);
    }

    @Override
    public JsonParser createParser(InputStream json) throws IOException {
        return new CountingParser(super.createParser(json), maxValues);
    }

    @Override
    public JsonParser createParser(Reader json) throws IOException {
        return new CountingParser(super.createParser(json), maxValues);
    }

    @Override
    public JsonParser createParser(String json) throws IOException {
        return new CountingParser(super.createParser(json), maxValues);
    }

    private static final class CountingParser extends JsonParserDelegate {

        private final long most;
        private long tokens;

        CountingParser(JsonParser parser, long most) {
            super(parser);
            this.most = most;
        }

        @Override
        public JsonToken nextToken() throws IOException {
            tokens++;
            if (tokens > most) {
                throw new StreamConstraintsException(
                        "more than " + most + " values: the heap (-Xmx) allows no more");
            }
            return super.nextToken();
        }

        /** Java has no number with an exponent beyond an int, and says so by other exceptions. */
        @Override
        public BigDecimal getDecimalValue() throws IOException {
            try {
                return super.getDecimalValue();
            } catch (NumberFormatException | ArithmeticException e) {
                throw new StreamConstraintsException(
                        "a number has an exponent beyond 2147483647", currentLocation());
            }
        }
    }
}
