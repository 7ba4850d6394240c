package io.github.geminiroutes.testing;

/** In what way a server does not answer. */
public enum Outage {
    /** It answers. */
    NONE,
    /** 503 to every call. */
    UNAVAILABLE,
    /** Calls come in and are never answered. */
    SILENT,
    /** Nobody listens: connections are refused, those that stand are ended. */
    REFUSED
}
