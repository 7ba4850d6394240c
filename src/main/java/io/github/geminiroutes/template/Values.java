package io.github.geminiroutes.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The values of a template. They have classes of their own, so that nothing else that the engine
 * keeps beside them can be mistaken for one.
 */
final class Values {

    /** A number with more digits than this is shown with an exponent. */
    private static final int MAX_DIGITS = 400;

    private Values() {}

    /** An object of JSON. */
    static final class Fields extends LinkedHashMap<String, Object> {
        private static final long serialVersionUID = 1L;
    }

    /** An array of JSON. */
    static final class Items extends ArrayList<Object> {
        private static final long serialVersionUID = 1L;
    }

    /**
     * The null of JSON, which is a value: a variable that is null is not a variable without one.
     */
    enum Null {
        NULL
    }

    static Object of(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                Fields fields = new Fields();
                for (Map.Entry<String, JsonNode> field : node.properties()) {
                    fields.put(field.getKey(), of(field.getValue()));
                }
                yield fields;
            }
            case ARRAY -> {
                Items items = new Items();
                node.forEach(element -> items.add(of(element)));
                yield items;
            }
            case STRING -> node.textValue();
            case NUMBER -> node.decimalValue();
            case BOOLEAN -> node.booleanValue();
            default -> Null.NULL;
        };
    }

    /** Whether a template may see this object. */
    static boolean isValue(Object object) {
        return object instanceof String
                || object instanceof Number
                || object instanceof Boolean
                || object instanceof Fields
                || object instanceof Items
                || object instanceof Null;
    }

    /** Absent, null, false, an empty text and an empty list; zero and an empty object are not. */
    static boolean isEmpty(Object value) {
        return value == null
                || value == Null.NULL
                || Boolean.FALSE.equals(value)
                || value instanceof CharSequence text && text.isEmpty()
                || value instanceof Items items && items.isEmpty();
    }

    /** The element of that number; null if it is none. */
    static Object element(Items items, String number) {
        if (!number.matches("\\d{1,9}")) {
            return null;
        }
        int index = Integer.parseInt(number);
        return index < items.size() ? items.get(index) : null;
    }

    static boolean isZero(Object value) {
        return value instanceof Number number && decimal(number).signum() == 0;
    }

    /** Equal in type and value; two objects or lists are equal only if they are the same one. */
    static boolean areEqual(Object one, Object other) {
        if (one instanceof Number a && other instanceof Number b) {
            return decimal(a).compareTo(decimal(b)) == 0;
        }
        if (one instanceof CharSequence a && other instanceof CharSequence b) {
            return a.toString().contentEquals(b);
        }
        return one == other || one instanceof Boolean && one.equals(other);
    }

    /** A number as it was written, without an exponent unless it is very long. */
    static String text(Number number) {
        BigDecimal decimal = decimal(number);
        boolean isLong = Math.abs((long) decimal.scale()) + decimal.precision() > MAX_DIGITS;
        return isLong ? decimal.toString() : decimal.toPlainString();
    }

    private static BigDecimal decimal(Number number) {
        return number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString());
    }
}
