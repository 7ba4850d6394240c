package io.github.geminiroutes.folder;

import io.github.geminiroutes.support.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Names of the files that belong to a prompt. */
final class CompanionNames {

    /** What Linux, macOS and Windows file systems take in one name; on Linux these are bytes. */
    private static final int MAX_BYTES = 255;

    /** The most bytes of UTF-8 for each character of a text. */
    private static final int BYTES_PER_CHAR = 3;

    private CompanionNames() {}

    /**
     * The prompt's name with a number, from the second of that name on, and a suffix. A name that
     * would be too long for the file system is cut and made unique by a piece of its hash. Folders
     * before the name stay as they are.
     */
    static String of(String prompt, int number, String suffix) {
        String tail = (number == 1 ? "" : "." + number) + suffix;
        int room = MAX_BYTES - tail.length();
        int own = prompt.lastIndexOf('/') + 1;
        String name = own == 0 ? prompt : prompt.substring(own);
        return name.length() * BYTES_PER_CHAR <= room || length(name) <= room
                ? prompt + tail
                : prompt.substring(0, own) + shortened(name, room) + tail;
    }

    private static String shortened(String prompt, int room) {
        byte[] bytes = prompt.getBytes(StandardCharsets.UTF_8);
        String mark = "~" + Sha256.hex(bytes).substring(0, 8);
        int end = prompt.length();
        while (length(prompt.substring(0, end)) > room - mark.length()) {
            end = prompt.offsetByCodePoints(end, -1);
        }
        return prompt.substring(0, end) + mark;
    }

    /**
     * For a log line: control characters shown as their code, so that a name cannot forge a line.
     */
    static String printable(String name) {
        StringBuilder text = new StringBuilder();
        name.codePoints()
                .forEach(
                        c -> {
                            if (isUnseen(c)) {
                                for (char unit : Character.toChars(c)) {
                                    text.append("\\u").append(HexFormat.of().toHexDigits(unit));
                                }
                            } else {
                                text.appendCodePoint(c);
                            }
                        });
        return text.toString();
    }

    private static boolean isUnseen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
