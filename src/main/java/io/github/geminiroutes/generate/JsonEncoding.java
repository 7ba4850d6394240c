package io.github.geminiroutes.generate;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** The encoding of a JSON text, which RFC 4627 has told by the zero bytes among the first four. */
final class JsonEncoding {

    private static final Charset UTF_32BE = Charset.forName("UTF-32BE");
    private static final Charset UTF_32LE = Charset.forName("UTF-32LE");

    private JsonEncoding() {}

    /** The same text in UTF-8: in another encoding, nothing that is looked for would be found. */
    static byte[] utf8(byte[] json) {
        Charset charset = charset(json);
        return charset == StandardCharsets.UTF_8
                ? json
                : new String(json, charset).getBytes(StandardCharsets.UTF_8);
    }

    private static Charset charset(byte[] json) {
        if (json.length < 4) {
            return StandardCharsets.UTF_8;
        }
        int first = (json[0] & 0xff) << 8 | json[1] & 0xff;
        int second = (json[2] & 0xff) << 8 | json[3] & 0xff;
        if (first == 0) {
            return UTF_32BE;
        }
        if (second == 0 && (first & 0xff) == 0 || first == 0xfffe && second == 0) {
            return UTF_32LE;
        }
        if (first == 0xfeff || first >> 8 == 0) {
            return StandardCharsets.UTF_16BE;
        }
        return first == 0xfffe || (first & 0xff) == 0
                ? StandardCharsets.UTF_16LE
                : StandardCharsets.UTF_8;
    }
}
