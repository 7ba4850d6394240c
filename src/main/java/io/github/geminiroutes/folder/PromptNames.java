package io.github.geminiroutes.folder;

import java.util.Locale;
import java.util.Set;

/** Which names of files in the inbox are those of prompts. */
public final class PromptNames {

    private static final Set<String> TYPES = Set.of("txt", "md", "prompt", "json", "jsonl");

    private PromptNames() {}

    /**
     * Whether a file of this name in the inbox is a prompt: by its ending, not hidden, and no copy
     * of a sync client. In a folder it may have any ending, and is asked if the folder is a task.
     */
    public static boolean isPrompt(String name) {
        if (TreeFiles.isNested(name)) {
            return DocumentNames.isOne(name);
        }
        int dot = name.lastIndexOf('.');
        return dot > 0
                && TreeFiles.isPlain(name)
                && !TemplateFiles.isOne(name)
                && TYPES.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT))
                && !ConflictCopies.isOne(name);
    }

    /** Whether a name is that of a file of rows in the inbox itself. */
    public static boolean isOfRows(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(".jsonl");
    }
}
