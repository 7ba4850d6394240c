package io.github.geminiroutes.support;

import java.util.Arrays;

/**
 * Finds which of many texts stands at a place, in a time that does not grow with their number: they
 * share the nodes of their first characters. Immutable.
 */
final class KeyTrie {

    private static final int ASCII = 128;

    /** Texts with so long a beginning in common are compared one by one. */
    private static final int DEEPEST = 32;

    private static final KeyForm[] NONE = {};

    private final boolean areEscaped;
    private final int depth;

    /**
     * The only one that begins like this, or those that a further character does not tell apart.
     */
    private final KeyForm[] forms;

    /** The nodes below by their character; null if there are none. */
    private final KeyTrie[] next;

    /** The characters that have a node below. */
    private final char[] below;

    /**
     * An empty one.
     *
     * @param areEscaped whether the characters may be escaped in the text, and of either case
     */
    KeyTrie(boolean areEscaped) {
        this(areEscaped, 0, NONE, null, new char[0]);
    }

    private KeyTrie(boolean areEscaped, int depth, KeyForm[] forms, KeyTrie[] next, char[] below) {
        this.areEscaped = areEscaped;
        this.depth = depth;
        this.forms = forms;
        this.next = next;
        this.below = below;
    }

    /** The same with one more. */
    KeyTrie with(KeyForm form) {
        if (next == null && forms.length == 0) {
            return new KeyTrie(areEscaped, depth, new KeyForm[] {form}, null, below);
        }
        if (next == null) {
            KeyTrie split = new KeyTrie(areEscaped, depth, NONE, new KeyTrie[ASCII], below);
            for (KeyForm known : forms) {
                split = split.placed(known);
            }
            return split.placed(form);
        }
        return placed(form);
    }

    private KeyTrie placed(KeyForm form) {
        if (depth >= DEEPEST || depth >= form.length() || form.charAt(depth) >= ASCII) {
            KeyForm[] more = Arrays.copyOf(forms, forms.length + 1);
            more[forms.length] = form;
            return new KeyTrie(areEscaped, depth, more, next, below);
        }
        char c = form.charAt(depth);
        KeyTrie[] more = next.clone();
        char[] characters = below;
        if (more[c] == null) {
            more[c] = new KeyTrie(areEscaped, depth + 1, NONE, null, new char[0]);
            characters = Arrays.copyOf(below, below.length + 1);
            characters[below.length] = c;
        }
        more[c] = more[c].with(form);
        return new KeyTrie(areEscaped, depth, forms, more, characters);
    }

    /** The place after the longest of the texts that stand here; -1 if none does. */
    int end(String text, int at) {
        int end = -1;
        for (KeyForm form : forms) {
            end = Math.max(end, form.endOfRest(text, at, depth));
        }
        if (next == null || at >= text.length()) {
            return end;
        }
        char c = text.charAt(at);
        if (areEscaped && EscapedCharacter.isEscape(c)) {
            return Math.max(end, endOfEscaped(text, at));
        }
        char known = areEscaped ? Character.toLowerCase(c) : c;
        return known < ASCII && next[known] != null
                ? Math.max(end, next[known].end(text, at + 1))
                : end;
    }

    /** The same in a text that was escaped several times over, its escapes included. */
    int endUnescaped(Unescaped text, int at) {
        int end = -1;
        for (KeyForm form : forms) {
            end = Math.max(end, endUnescaped(text, at, form));
        }
        long read = next == null ? Unescaped.NONE : text.read(at);
        if (read == Unescaped.NONE) {
            return end;
        }
        char known = known(read);
        return known < ASCII && next[known] != null
                ? Math.max(end, next[known].endUnescaped(text, Unescaped.after(read)))
                : end;
    }

    private int endUnescaped(Unescaped text, int at, KeyForm form) {
        int end = at;
        for (int i = depth; i < form.length(); i++) {
            long read = text.read(end);
            if (read == Unescaped.NONE || known(read) != form.charAt(i)) {
                return -1;
            }
            end = Unescaped.after(read);
        }
        return end;
    }

    private char known(long read) {
        char c = Unescaped.character(read);
        return areEscaped ? Character.toLowerCase(c) : c;
    }

    private int endOfEscaped(String text, int at) {
        int end = -1;
        for (char c : below) {
            int after = EscapedCharacter.after(text, at, c);
            if (after > 0) {
                end = Math.max(end, next[c].end(text, after));
            }
        }
        return end;
    }

    /** Never a key. */
    @Override
    public String toString() {
        return "KeyTrie[]";
    }
}
