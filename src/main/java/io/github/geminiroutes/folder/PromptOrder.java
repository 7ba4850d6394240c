package io.github.geminiroutes.folder;

import java.io.File;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.camel.component.file.GenericFile;

/**
 * The order within one poll: prompts that may name attachments before the plain texts they may
 * name, then by name.
 */
final class PromptOrder implements Comparator<GenericFile<File>> {

    private static final List<String> TYPES = List.of("prompt", "md", "json", "txt");

    private static final Comparator<GenericFile<File>> ORDER =
            Comparator.<GenericFile<File>>comparingInt(file -> rank(file.getFileNameOnly()))
                    .thenComparing(GenericFile::getFileNameOnly);

    @Override
    public int compare(GenericFile<File> one, GenericFile<File> other) {
        return ORDER.compare(one, other);
    }

    private static int rank(String name) {
        return TYPES.indexOf(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }
}
