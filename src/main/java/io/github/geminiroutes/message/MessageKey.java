package io.github.geminiroutes.message;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What two copies of one message share. */
final class MessageKey {

    private MessageKey() {}

    /**
     * The key of an id: of a fixed length and of harmless characters, whatever the sender chose.
     *
     * @param kind where the id is from: ids of two kinds never meet
     */
    static String of(String kind, String id) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(kind.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return HexFormat.of().formatHex(digest.digest(id.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
