package io.github.geminiroutes.gateway;

import io.github.geminiroutes.support.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The form of a file of tokens. The check of the settings reads one before the log is configured:
 * nothing here has a logger, or the program would go without a log.
 */
final class TokenFile {

    /** Thousands of tokens fit; a device has no end. */
    private static final int MAX_FILE = 1024 * 1024;

    /** A token that is this short can be guessed. */
    private static final int SHORTEST = 16;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{" + SHORTEST + ",512}");

    private TokenFile() {}

    /** Whose token this is, and its digest. */
    record Token(String name, byte[] digest) {}

    /**
     * Reads it once.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if a line is not {@code name token}, or repeats a name or a
     *     token; the message names the line's number only
     */
    static List<Token> read(Path file) throws IOException {
        byte[] bytes;
        if (!Files.isRegularFile(file)) {
            throw new IOException("it is no regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_FILE + 1);
        }
        if (bytes.length > MAX_FILE) {
            throw new IllegalArgumentException("it is larger than " + MAX_FILE + " bytes");
        }
        List<Token> tokens = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        Set<ByteBuffer> digests = new HashSet<>();
        int line = 0;
        for (String text : text(bytes).split("\r\n|\n|\r")) {
            line++;
            if (!text.isBlank() && !text.startsWith("#")) {
                Token token = token(text, line);
                if (!names.add(token.name())) {
                    throw new IllegalArgumentException(
                            "line " + line + ": the name stands there twice");
                }
                if (!digests.add(ByteBuffer.wrap(token.digest()))) {
                    throw new IllegalArgumentException(
                            "line " + line + ": another name has the same token");
                }
                tokens.add(token);
            }
        }
        return List.copyOf(tokens);
    }

    /** Editors of Windows begin a file with a byte order mark. */
    private static String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static Token token(String text, int line) {
        String[] words = text.strip().split("\\s+");
        if (words.length != 2
                || !NAME.matcher(words[0]).matches()
                || !TOKEN.matcher(words[1]).matches()) {
            throw new IllegalArgumentException(
                    "line "
                            + line
                            + ": must be a name (letters, digits, '.', '_' and '-', a letter or digit first) and a token of "
                            + SHORTEST
                            + " to 512 plain characters");
        }
        return new Token(words[0], Sha256.digest(words[1]));
    }
}
