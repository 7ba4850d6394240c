package io.github.geminiroutes.api;

import io.github.geminiroutes.support.BoundedMap;
import io.github.geminiroutes.support.Sha256;
import java.io.IOException;
import java.util.Map;

/** The digests of the files that were read last: a film of a gigabyte takes seconds. */
final class ContentDigests {

    private static final int MOST = 1_000;

    private final Map<Object, String> known = BoundedMap.byEntry(MOST);

    /** The SHA-256 of the content, as 64 hex digits. */
    String of(FileSource source) throws IOException {
        if (source.sha256() != null) {
            return source.sha256();
        }
        synchronized (known) {
            String digest = known.get(source.identity());
            if (digest != null) {
                return digest;
            }
        }
        String digest = source.read((in, stamp) -> Sha256.hex(in));
        synchronized (known) {
            known.put(source.identity(), digest);
        }
        return digest;
    }
}
