package io.github.geminiroutes.folder;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A parked prompt.
 *
 * @param file where it lies
 * @param prompt its name in the inbox
 * @param notBefore when it goes back
 * @param downModel the model whose outage it was parked for; null if it was for another reason
 * @param at when it was parked
 * @param isCounted whether this process parked it
 */
record ParkedPrompt(
        Path file,
        String prompt,
        Instant notBefore,
        String downModel,
        Instant at,
        boolean isCounted) {

    /** Objects beside the letters. */
    private static final int BYTES = 250;

    ParkedPrompt until(Instant time) {
        return new ParkedPrompt(file, prompt, time, downModel, at, isCounted);
    }

    /** About what it takes of the memory, in bytes. */
    long weight() {
        return BYTES + 2L * file.toString().length() + prompt.length();
    }
}
