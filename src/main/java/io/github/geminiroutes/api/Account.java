package io.github.geminiroutes.api;

import io.github.geminiroutes.support.Sha256;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;

/**
 * A key and the address of an API. Two accounts with the same address and the same key file, or the
 * same key, are equal: their calls share one quota.
 *
 * @param key the key; never logged
 * @param baseUrl the address, without a slash or a version at its end
 * @param label a short name that tells accounts apart in logs and metrics
 */
public record Account(ApiKey key, String baseUrl, String label) {

    private static final int LABEL_BYTES = 4;

    /**
     * @param key the key itself, or empty
     * @param keyFile a file that holds the key, or empty; it takes precedence over the key itself
     * @param baseUrl the address of the API
     */
    public static Account of(String key, String keyFile, String baseUrl) {
        ApiKey apiKey = new ApiKey();
        apiKey.setKey(key);
        apiKey.setFile(keyFile);
        String address = address(baseUrl);
        String identity = keyFile.isBlank() ? "key\n" + key.strip() : "file\n" + keyFile.strip();
        return new Account(apiKey, address, label(identity + '\n' + address));
    }

    /**
     * The address of an API as calls need it: without a slash, a version or {@code /models} at its
     * end, as some clients want it written.
     */
    public static String address(String baseUrl) {
        return baseUrl.strip().replaceFirst("(/+v1(alpha|beta)?(/+models)?)?/*$", "");
    }

    /** A few bytes of a digest: enough to distinguish accounts, too few to find a key. */
    private static String label(String identity) {
        return Sha256.hex(identity, LABEL_BYTES);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Account account && label.equals(account.label);
    }

    @Override
    public int hashCode() {
        return Objects.hash(label);
    }

    @Override
    public String toString() {
        return "Account[" + label + ", " + baseUrl + "]";
    }

    /** Whether this is the address of the Gemini API itself, which has fields of its own. */
    public static boolean isGoogles(URI server) {
        return "generativelanguage.googleapis.com".equalsIgnoreCase(server.getHost());
    }

    /** Whether this is an address of Vertex AI, which has the same API without some fields. */
    public static boolean isVertex(URI server) {
        String host = String.valueOf(server.getHost()).toLowerCase(Locale.ROOT);
        return host.contains("aiplatform") && host.endsWith(".googleapis.com");
    }
}
