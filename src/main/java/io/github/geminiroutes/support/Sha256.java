package io.github.geminiroutes.support;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 digests. */
public final class Sha256 {

    private static final int PIECE = 64 * 1024;

    /** Only copied: Java looks for the algorithm's class and calls it by reflection each time. */
    private static final MessageDigest NEW = find();

    private Sha256() {}

    /** The digest of some bytes, one after the other, as 64 hex digits. */
    public static String hex(byte[]... content) {
        return HexFormat.of().formatHex(digest(content));
    }

    /** The digest of all that a stream has, read piece by piece, as 64 hex digits. */
    public static String hex(InputStream in) throws IOException {
        MessageDigest digest = digest();
        update(digest, in);
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Adds all that a stream has, read piece by piece. */
    public static void update(MessageDigest digest, InputStream in) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
            digest.update(piece, 0, count);
        }
    }

    /** The digest of what has come so far, as 64 hex digits; more may be added after. */
    public static String soFar(MessageDigest digest) {
        return HexFormat.of().formatHex(copy(digest).digest());
    }

    /** The digest of all that came, as 64 hex digits; it starts anew then. */
    public static String end(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** A digest of what has come so far, to which something else may be added. */
    public static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 of every Java platform can be copied", e);
        }
    }

    /** The digest of a text's UTF-8 bytes, as 64 hex digits. */
    public static String hex(String text) {
        return HexFormat.of().formatHex(digest(text));
    }

    /** The first bytes of the digest of a text, as two hex digits each. */
    public static String hex(String text, int bytes) {
        return HexFormat.of().formatHex(digest(text), 0, bytes);
    }

    /** The 32 bytes of the digest of a text's UTF-8 bytes. */
    public static byte[] digest(String text) {
        return digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] digest(byte[]... content) {
        MessageDigest digest = digest();
        for (byte[] part : content) {
            digest.update(part);
        }
        return digest.digest();
    }

    /** A digest of what is to come. */
    public static MessageDigest digest() {
        return copy(NEW);
    }

    private static MessageDigest find() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
