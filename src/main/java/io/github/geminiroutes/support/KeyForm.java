package io.github.geminiroutes.support;

/** One of the texts that a key may stand in, as a {@link KeyTrie} holds it. */
interface KeyForm {

    /** A character of the text. */
    char charAt(int index);

    int length();

    /**
     * The place after this text, if the rest of it stands here; -1 if it does not.
     *
     * @param at where the rest begins
     * @param known how many characters of this text stand before that place
     */
    int endOfRest(String text, int at, int known);

    /** A text that stands as it is, or not at all: a key in Base64 or in hex. */
    record Exact(String form) implements KeyForm {

        @Override
        public char charAt(int index) {
            return form.charAt(index);
        }

        @Override
        public int length() {
            return form.length();
        }

        @Override
        public int endOfRest(String text, int at, int known) {
            int start = at - known;
            return text.startsWith(form, start) ? start + form.length() : -1;
        }

        /** Never the key. */
        @Override
        public String toString() {
            return "Exact[]";
        }
    }

    /** The key itself, each character plain or escaped, in either case. */
    record Escaped(String key) implements KeyForm {

        /** In lower case, as texts are compared with it. */
        @Override
        public char charAt(int index) {
            return Character.toLowerCase(key.charAt(index));
        }

        @Override
        public int length() {
            return key.length();
        }

        @Override
        public int endOfRest(String text, int at, int known) {
            if (at > text.length() - (key.length() - known)) {
                return -1;
            }
            int end = at;
            for (int i = known; i < key.length() && end >= 0; i++) {
                end = EscapedCharacter.after(text, end, key.charAt(i));
            }
            return end;
        }

        /** Never the key. */
        @Override
        public String toString() {
            return "Escaped[]";
        }
    }
}
