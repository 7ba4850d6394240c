package io.github.geminiroutes.prompt;

import java.util.Locale;

/** The service tier that a call asks for. */
public enum Tier {
    /** The usual price and time. */
    STANDARD,
    /** Half the price; an answer may take many minutes. */
    FLEX,
    /** Before all standard calls, for about twice the price. */
    PRIORITY,
    /** Half the price; an answer may take a day. */
    BATCH;

    private static final String PREFIX = "service_tier_";

    /** As it is written in a head, a setting, and on the wire. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The tier of that name, in any case and with or without Google's prefix; null for another. */
    public static Tier of(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        name = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
        for (Tier tier : values()) {
            if (tier.id().equals(name)) {
                return tier;
            }
        }
        return null;
    }

    /** What is wrong with a text that names no tier. */
    public static String refusal() {
        return "must be standard, flex, priority or batch";
    }
}
