package io.github.geminiroutes.gateway;

import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's own tokens, from a file with a line {@code name token} for each; blank lines and
 * lines that begin with {@code #} are left out. The file is read again when it changes. Memory
 * holds the tokens' digests only. Thread-safe.
 */
final class GatewayTokens {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayTokens.class);

    /** Thousands of tokens fit; a device has no end. */
    private static final int MAX_FILE = 1024 * 1024;

    /** A file of the same size and time stamp may be another one. */
    private static final long MAX_AGE_NANOS = 1_000_000_000L;

    /** A token that is this short can be guessed. */
    private static final int SHORTEST = 16;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{" + SHORTEST + ",512}");

    private final Path file;
    private final LongSupplier nanoTime;
    private volatile Read lastRead;

    GatewayTokens(Path file) {
        this(file, System::nanoTime);
    }

    GatewayTokens(Path file, LongSupplier nanoTime) {
        this.file = file;
        this.nanoTime = nanoTime;
    }

    /**
     * Whose token this is. Every token of the file is compared, each in constant time.
     *
     * @return null for a token that is not in the file
     */
    String nameOf(String token) {
        byte[] digest = Sha256.digest(token);
        String name = null;
        for (Token known : tokens()) {
            if (MessageDigest.isEqual(known.digest, digest)) {
                name = known.name;
            }
        }
        return name;
    }

    /**
     * Reads a file once.
     *
     * @return how many tokens it has
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if a line is not {@code name token}; the message names the
     *     line's number only
     */
    static int check(Path file) throws IOException {
        return parse(file).size();
    }

    private List<Token> tokens() {
        long now = nanoTime.getAsLong();
        Read known = lastRead;
        if (known == null || now - known.at >= MAX_AGE_NANOS) {
            known = readAgain(known, now);
            lastRead = known;
        }
        return known.tokens;
    }

    /** While the file cannot be used, the tokens that were read last hold. */
    private Read readAgain(Read known, long now) {
        FileStamp stamp = null;
        try {
            stamp = FileStamp.of(file, true);
            if (known != null && stamp.equals(known.stamp)) {
                return new Read(now, stamp, known.tokens, null);
            }
            List<Token> tokens = parse(file);
            if (known != null) {
                LOG.info("The gateway's tokens were read again: {}", tokens.size());
            }
            return new Read(now, stamp, tokens, null);
        } catch (IOException | IllegalArgumentException e) {
            String problem = e.getClass().getSimpleName() + ": " + e.getMessage();
            if (known == null || !problem.equals(known.problem)) {
                LOG.error("The gateway's tokens cannot be read from {}: {}", file, problem);
            }
            return new Read(now, null, known == null ? List.of() : known.tokens, problem);
        }
    }

    private static List<Token> parse(Path file) throws IOException {
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
        int line = 0;
        for (String text : new String(bytes, StandardCharsets.UTF_8).split("\r\n|\n|\r")) {
            line++;
            if (!text.isBlank() && !text.startsWith("#")) {
                Token token = token(text, line);
                if (!names.add(token.name)) {
                    throw new IllegalArgumentException(
                            "line " + line + ": the name stands there twice");
                }
                tokens.add(token);
            }
        }
        return List.copyOf(tokens);
    }

    private static Token token(String text, int line) {
        String[] words = text.strip().split("\\s+");
        if (words.length != 2
                || !NAME.matcher(words[0]).matches()
                || !TOKEN.matcher(words[1]).matches()) {
            throw new IllegalArgumentException(
                    "line "
                            + line
                            + ": must be a name (letters, digits, '.', '_' and '-') and a token of "
                            + SHORTEST
                            + " to 512 plain characters");
        }
        return new Token(words[0], Sha256.digest(words[1]));
    }

    private record Token(String name, byte[] digest) {}

    private record Read(long at, FileStamp stamp, List<Token> tokens, String problem) {}
}
