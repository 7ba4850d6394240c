package io.github.geminiroutes.batch.job;

import java.util.Locale;

/** How far a job is. Each state is on disk before the step to the next one is taken. */
public enum JobState {
    /** Prompts gather. Nothing but the prompts themselves counts: a restart gives them back. */
    COLLECTING,
    /** The file of its requests is whole; nothing has left yet. */
    CLOSED,
    /** The file is at Google. */
    UPLOADED,
    /** Its creation may have left: whether Google has the job is found out by its display name. */
    CREATING,
    /** Google has the job, and its name is known. */
    RUNNING,
    /** The results are here, whole, or it is known that there are none. */
    FETCHED,
    /** All answers are written; what is left of the directory goes. */
    DELIVERED,
    /** A file of it is gone or damaged, and it is left as it is. No directory says so of itself. */
    DAMAGED;

    /** As it is written in files, metrics and pages. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The state of that id; null for another text. */
    static JobState of(String id) {
        for (JobState state : values()) {
            if (state != DAMAGED && state.id().equals(id)) {
                return state;
            }
        }
        return null;
    }
}
