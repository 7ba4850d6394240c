package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.github.geminiroutes.support.LenientJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads a YAML or JSON mapping; an error names its line. JSON is read as Google's server reads it
 * (the JSON parser of protobuf): with trailing commas, control characters within texts, single
 * quotes, names without quotes, and a backslash before any character. Comments are read, too. A key
 * given twice is refused, because a person who writes it twice means one of the two.
 */
final class DocumentReader {

    /**
     * Deeper than any request that Gemini accepts, and shallow enough for the stack of every
     * thread.
     */
    private static final int MAX_DEPTH = 200;

    private static final int MAX_QUOTED = 40;

    /** A backslash and v: a vertical tab for protobuf, and the letter for Jackson. */
    private static final Pattern VERTICAL_TAB = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*+)\\\\v");

    private final JsonFactory json;
    private final YAMLFactory yaml;
    private final ObjectReader nodes;

    /**
     * @param maxTextLength the longest string in a document, in characters
     */
    DocumentReader(long maxTextLength) {
        StreamReadConstraints constraints =
                StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength((int) Math.min(maxTextLength, Integer.MAX_VALUE))
                        .build();
        // Keys are untrusted: interned they would fill a table that the whole JVM shares, and many
        // whose hashes are equal would fill Jackson's, which then refuses them.
        JsonFactoryBuilder builder = new JsonFactoryBuilder();
        for (JsonReadFeature feature : LenientJson.features()) {
            builder.enable(feature);
        }
        json =
                builder.disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
                        .streamReadConstraints(constraints)
                        .errorReportConfiguration(
                                ErrorReportConfiguration.builder()
                                        .maxErrorTokenLength(MAX_QUOTED)
                                        .build())
                        .build();
        yaml =
                YAMLFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .streamReadConstraints(constraints)
                        .build();
        // Exact decimals: 0.10 must reach Gemini as 0.10.
        nodes =
                new ObjectMapper()
                        .reader()
                        .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                        .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
    }

    Document readJson(String written) {
        String text =
                written.contains("\\v")
                        ? VERTICAL_TAB.matcher(written).replaceAll("$1\\\\u000b")
                        : written;
        try (var parser = new LocatedParser(json.createParser(text), 0, text)) {
            return read(parser, "the file", "JSON object");
        } catch (NumberFormatException | ArithmeticException e) {
            throw new InvalidPromptException(
                    "a number has an exponent beyond 2147483647: write it as a text", 0);
        } catch (JsonProcessingException e) {
            throw broken("JSON", e, 0);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    /**
     * @param linesBefore lines of the file before the first one of the text
     */
    Document readYaml(String text, int linesBefore) {
        try (var parser = new LocatedParser(yaml.createParser(text), linesBefore, text)) {
            return read(parser, "the front matter", "mapping (key: value)");
        } catch (NumberFormatException | ArithmeticException e) {
            throw new InvalidPromptException(
                    "a number has an exponent beyond 2147483647: write it as a text", 0);
        } catch (JsonProcessingException e) {
            throw broken("YAML", e, linesBefore);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    private Document read(LocatedParser parser, String subject, String expected)
            throws IOException {
        JsonNode tree = nodes.readTree(parser);
        if (parser.nextToken() != null) {
            throw new InvalidPromptException(
                    subject + " continues after its end: remove what follows", parser.line());
        }
        if (tree == null || tree.isMissingNode() || tree.isNull()) {
            tree = nodes.createObjectNode();
        }
        if (!(tree instanceof ObjectNode root)) {
            throw new InvalidPromptException(
                    subject + " must be a " + expected, parser.firstLine());
        }
        return new Document(root, parser.lines());
    }

    private static InvalidPromptException broken(
            String language, JsonProcessingException e, int linesBefore) {
        if (e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null) {
            var mark = yaml.getProblemMark();
            return broken(
                    language,
                    yaml.getProblem(),
                    mark.getLine() + 1 + linesBefore,
                    mark.getColumn() + 1);
        }
        var at = e.getLocation();
        return at == null || at.getLineNr() < 1
                ? broken(language, e.getOriginalMessage(), linesBefore + 1, 1)
                : broken(
                        language,
                        e.getOriginalMessage(),
                        at.getLineNr() + linesBefore,
                        at.getColumnNr());
    }

    private static InvalidPromptException broken(
            String language, String reason, int line, int column) {
        return new InvalidPromptException(
                "broken %s in column %d: %s".formatted(language, column, Excerpt.ofReason(reason)),
                line);
    }
}
