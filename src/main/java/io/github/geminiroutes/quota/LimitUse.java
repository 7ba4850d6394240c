package io.github.geminiroutes.quota;

/**
 * One limit of one model as it stands.
 *
 * @param limit how many are allowed; null if not known
 * @param source where the limit is from
 * @param used how many count against it now, foreign use included where it is known
 */
public record LimitUse(Long limit, Source source, long used) {

    /** Where a limit is from. */
    public enum Source {
        UNKNOWN,
        /** By the settings. */
        SET,
        /** From a 429. */
        LEARNED
    }
}
