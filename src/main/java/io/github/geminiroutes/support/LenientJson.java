package io.github.geminiroutes.support;

import com.fasterxml.jackson.core.json.JsonReadFeature;

/**
 * What Google's servers take beyond RFC 8259, so that a request which they would take is not
 * refused here: comments, single quotes, names without quotes, trailing commas. Source: protobuf's
 * lenient JSON parser, by requests to the Gemini API.
 */
public final class LenientJson {

    private LenientJson() {}

    /**
     * The features that read it. A backslash before any character is left out: to Google {@code \v}
     * is a vertical tab, and Jackson would read it as the letter.
     */
    public static JsonReadFeature[] features() {
        return new JsonReadFeature[] {
            JsonReadFeature.ALLOW_TRAILING_COMMA,
            JsonReadFeature.ALLOW_JAVA_COMMENTS,
            JsonReadFeature.ALLOW_SINGLE_QUOTES,
            JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES,
            JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS,
            JsonReadFeature.ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS,
            JsonReadFeature.ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS
        };
    }
}
