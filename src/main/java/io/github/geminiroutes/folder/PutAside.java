package io.github.geminiroutes.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a file of an earlier prompt or answer a number where its name has become that of a folder:
 * a document {@code invoices/2026} was answered, and then a folder {@code invoices/2026/} came.
 * What the folder is for would otherwise never get its outcome.
 */
final class PutAside {

    private static final Logger LOG = LoggerFactory.getLogger(PutAside.class);

    private static final List<String> COMPANIONS =
            List.of(".error.json", ".error.txt", ".parked.json", ".parked.txt");

    private PutAside() {}

    /**
     * Renames a file to the next free name with a number; its companions go along.
     *
     * @param upper the folder that it lies below
     * @throws FolderException if it is no regular file, which only the operator can have put there,
     *     or cannot be renamed
     */
    static void file(Path upper, Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FolderException(upper, 0, new NotDirectoryException(file.toString()));
        }
        String name = TreeFiles.name(upper, file);
        int number = 2;
        while (!WholeFile.moveNew(file, upper.resolve(CompanionNames.of(name, number, "")))) {
            number++;
        }
        String numbered = CompanionNames.of(name, number, "");
        for (String companion : COMPANIONS) {
            Path from = upper.resolve(CompanionNames.of(name, 1, companion));
            if (Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)) {
                WholeFile.moveNew(from, upper.resolve(CompanionNames.of(numbered, 1, companion)));
            }
        }
        LOG.warn(
                "{} in {} is called {} from now on, as a folder has its name",
                CompanionNames.printable(name),
                upper.getFileName(),
                CompanionNames.printable(numbered));
    }
}
