package io.github.geminiroutes.api;

import io.github.geminiroutes.support.Sha256;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** The digests of the files that were read last: a film of a gigabyte takes seconds. */
final class ContentDigests {

    private static final int MOST = 1_000;
    private static final int PIECE = 64 * 1024;

    private final Map<Object, String> known =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Object, String> eldest) {
                    return size() > MOST;
                }
            };

    /** The SHA-256 of the content, as 64 hex digits. */
    String of(FileSource source) throws IOException {
        synchronized (known) {
            String digest = known.get(source.identity());
            if (digest != null) {
                return digest;
            }
        }
        String digest = read(source);
        synchronized (known) {
            known.put(source.identity(), digest);
        }
        return digest;
    }

    private static String read(FileSource source) throws IOException {
        return source.read(
                (in, stamp) -> {
                    MessageDigest digest = Sha256.digest();
                    byte[] piece = new byte[PIECE];
                    for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                        digest.update(piece, 0, count);
                    }
                    return HexFormat.of().formatHex(digest.digest());
                });
    }
}
