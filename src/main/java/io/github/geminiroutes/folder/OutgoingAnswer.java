package io.github.geminiroutes.folder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.answer.AnswerFile;
import java.util.List;

/**
 * An answer that is to be put out.
 *
 * @param record what is kept of it; the names of its files are added
 * @param files at least one
 * @param wanted how the prompt wants them called; null if it does not say
 */
record OutgoingAnswer(ObjectNode record, List<AnswerFile> files, String wanted) {

    /** Whether a file is on disk, under a hidden name, before the record is. */
    boolean isKept(AnswerFile file) {
        return file.isMedia() || wanted != null;
    }
}
