package io.github.geminiroutes.bench;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import javax.imageio.ImageIO;

/**
 * Numbered documents of a task: PDF, PNG, JPEG, text, code and CSV in turn, in ten sub-folders. No
 * two have the same content. One in {@value #EVERY} is a file that no model reads.
 */
final class MixedDocuments {
    static final String TASK = "papers";

    private static final int EVERY = 50;
    private static final int UNREADABLE = 49;
    private static final String[] ENDINGS = {"pdf", "png", "jpg", "txt", "java", "csv"};
    private static final int BITS = 16;
    private static final int SQUARE = 8;

    private MixedDocuments() {}

    /** Below the task folder. */
    static String path(int number) {
        return "box%d/paper-%05d.%s".formatted(number % 10, number, ending(number));
    }

    static boolean isUnreadable(int number) {
        return number % EVERY == UNREADABLE;
    }

    /** Whether the document is media in the request, not text. */
    static boolean isMedia(int number) {
        return number % ENDINGS.length < 3;
    }

    /** The first line of what the model is asked about a document. */
    static String question(int number) {
        return "Paper %s: say what it is about.".formatted(path(number));
    }

    /** The number of the document that a first line asks about; -1 if it asks about none. */
    static int numberOf(String firstLine) {
        return firstLine.startsWith("Paper box")
                ? Integer.parseInt(firstLine.substring(17, 22))
                : -1;
    }

    /** Puts them all into a task folder of an inbox, with a time in the past. */
    static void write(Path inbox, int count) throws IOException {
        Path task = Files.createDirectories(inbox.resolve(TASK));
        write(
                task.resolve("task.prompt"),
                "Paper {{path}}: say what it is about.\n{{document}}"
                        .getBytes(StandardCharsets.UTF_8));
        for (int number = 0; number < count; number++) {
            Path file = task.resolve(path(number));
            Files.createDirectories(file.getParent());
            write(file, content(number));
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofMinutes(1))));
    }

    static byte[] content(int number) throws IOException {
        if (isUnreadable(number)) {
            byte[] bytes = new byte[64];
            bytes[0] = (byte) 0x81;
            bytes[1] = (byte) number;
            return bytes;
        }
        return switch (ending(number)) {
            case "pdf" -> text("%%PDF-1.4\n%% paper %d\n%%%%EOF\n", number);
            case "png", "jpg" -> picture(number);
            case "java" -> text("final class Paper%d {}\n", number);
            case "csv" -> text("name,value\npaper,%d\n", number);
            default -> text("This is the text of paper %d.\n", number);
        };
    }

    private static String ending(int number) {
        return ENDINGS[number % ENDINGS.length];
    }

    private static byte[] text(String form, int number) {
        return form.formatted(number).getBytes(StandardCharsets.UTF_8);
    }

    /** Black and white squares: the bits of the number. */
    private static byte[] picture(int number) throws IOException {
        BufferedImage image = new BufferedImage(BITS * SQUARE, SQUARE, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        for (int bit = 0; bit < BITS; bit++) {
            pen.setColor((number >> bit & 1) == 1 ? Color.WHITE : Color.BLACK);
            pen.fillRect(bit * SQUARE, 0, SQUARE, SQUARE);
        }
        pen.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, ending(number), bytes);
        return bytes.toByteArray();
    }
}
