package io.github.geminiroutes.folder;

import java.util.regex.Pattern;

/**
 * Names that sync clients give to a second version of a file: Syncthing, Dropbox, Nextcloud,
 * ownCloud, Seafile, pCloud, Box. Such a file is a copy of a prompt that is asked anyway.
 */
final class ConflictCopies {

    /** In each of the names, in every language that uses Latin letters. */
    private static final String COMMON = "onfli";

    private static final Pattern NAME =
            Pattern.compile(
                    "\\.sync-conflict-\\d|conflicted copy|_conflict-\\d{8}|[(\\[](case )?conflict"
                            + "(ed)?[ )\\]]|\\(SFConflict |in Konflikt stehende|copie en conflit"
                            + "|copia en conflicto|copia in conflitto",
                    Pattern.CASE_INSENSITIVE);

    private ConflictCopies() {}

    /** Whether a file of this name is such a copy. Asked for each file of each poll. */
    static boolean isOne(String name) {
        return name.contains(COMMON) && NAME.matcher(name).find();
    }
}
