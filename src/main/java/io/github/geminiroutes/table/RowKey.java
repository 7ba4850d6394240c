package io.github.geminiroutes.table;

import java.util.HexFormat;

/**
 * Names what a row asks, whatever its number: rows that ask the same have the same key.
 *
 * @param sha256 in hex
 */
public record RowKey(String sha256) {

    /** Whether it is a whole SHA-256; a damaged file may hold anything. */
    boolean isWhole() {
        return sha256.length() == 64 && sha256.chars().allMatch(HexFormat::isHexDigit);
    }

    /** Enough to tell rows of one file apart. */
    long first() {
        return HexFormat.fromHexDigitsToLong(sha256, 0, 16);
    }
}
