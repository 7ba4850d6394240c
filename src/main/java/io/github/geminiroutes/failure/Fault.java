package io.github.geminiroutes.failure;

/** Whose fault a failure is. */
public enum Fault {
    /** This one prompt; others are not touched. */
    PROMPT,
    /** A limit of the project, reached. */
    QUOTA,
    /** The key, the billing or the region of the account. */
    ACCOUNT,
    /** Gemini itself. */
    SERVICE,
    /** What lies between here and Gemini. */
    NETWORK,
    /** This program or the machine it runs on. */
    PROGRAM
}
