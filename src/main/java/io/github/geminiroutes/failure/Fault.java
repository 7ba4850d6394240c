package io.github.geminiroutes.failure;

/** The party at fault. */
public enum Fault {
    /** This prompt only. */
    PROMPT,
    /** A limit of the project was reached. */
    QUOTA,
    /** The key, the billing or the region of the account. */
    ACCOUNT,
    /** Gemini itself. */
    SERVICE,
    /** The network or a proxy between this machine and Gemini. */
    NETWORK,
    /** This program or the machine it runs on. */
    PROGRAM
}
