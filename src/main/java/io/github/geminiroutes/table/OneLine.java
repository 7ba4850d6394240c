package io.github.geminiroutes.table;

/** Writes JSON in one line. */
final class OneLine {

    private OneLine() {}

    /** The same JSON without the white space between its values; each value is as it was. */
    static String of(String json) {
        StringBuilder line = new StringBuilder(json.length());
        boolean isText = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (isText) {
                line.append(c);
                if (c == '\\' && i + 1 < json.length()) {
                    i++;
                    line.append(json.charAt(i));
                } else if (c == '"') {
                    isText = false;
                }
            } else if (c > ' ') {
                line.append(c);
                isText = c == '"';
            }
        }
        return line.toString();
    }
}
