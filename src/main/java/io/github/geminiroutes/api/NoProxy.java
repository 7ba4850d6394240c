package io.github.geminiroutes.api;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The hosts that are called without the proxy, as {@code NO_PROXY} lists them, separated by commas
 * or blanks: {@code *}; names, which match themselves and their subdomains, with or without a
 * leading dot and a port; addresses, IPv6 with or without brackets; networks such as {@code
 * 10.0.0.0/8} or {@code fd00::/8}, which match addresses only, as no name is looked up here.
 */
final class NoProxy {

    private final List<Rule> rules;

    private NoProxy(List<Rule> rules) {
        this.rules = rules;
    }

    static NoProxy of(String list) {
        return new NoProxy(
                Arrays.stream(list.split("[,\\s]+"))
                        .filter(entry -> !entry.isEmpty())
                        .map(entry -> rule(entry.toLowerCase(Locale.ROOT)))
                        .toList());
    }

    /** Whether this host is called without the proxy. */
    boolean covers(String host, int port) {
        String name = withoutBrackets(host.toLowerCase(Locale.ROOT));
        byte[] address = address(name);
        return rules.stream().anyMatch(rule -> rule.covers(name, address, port));
    }

    @FunctionalInterface
    private interface Rule {
        boolean covers(String host, byte[] address, int port);
    }

    private static Rule rule(String entry) {
        if (entry.equals("*")) {
            return (host, address, port) -> true;
        }
        int slash = entry.lastIndexOf('/');
        if (slash > 0) {
            return network(entry.substring(0, slash), entry.substring(slash + 1));
        }
        int colon = entry.lastIndexOf(':');
        boolean hasPort =
                colon > 0
                        && entry.substring(colon + 1).matches("[0-9]{1,5}")
                        // An IPv6 address without brackets has no port.
                        && (entry.indexOf(':') == colon || entry.charAt(colon - 1) == ']');
        String name = hasPort ? entry.substring(0, colon) : entry;
        Rule rule = host(name);
        if (!hasPort) {
            return rule;
        }
        int only = Integer.parseInt(entry.substring(colon + 1));
        return (host, address, port) -> port == only && rule.covers(host, address, port);
    }

    private static Rule host(String entry) {
        String name = withoutBrackets(entry);
        byte[] same = address(name);
        if (same != null) {
            return (host, address, port) -> Arrays.equals(address, same);
        }
        String domain = name.replaceFirst("^\\*?[.]", "").replaceFirst("[.]$", "");
        return (host, address, port) -> host.equals(domain) || host.endsWith("." + domain);
    }

    private static Rule network(String entry, String prefix) {
        byte[] network = address(withoutBrackets(entry));
        if (network == null
                || !prefix.matches("[0-9]{1,3}")
                || Integer.parseInt(prefix) > network.length * 8) {
            // Not a network: it covers nothing, as any other name that no host has.
            return (host, address, port) -> false;
        }
        int bits = Integer.parseInt(prefix);
        return (host, address, port) -> address != null && isWithin(address, network, bits);
    }

    private static boolean isWithin(byte[] address, byte[] network, int bits) {
        if (address.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((address[bit / 8] & mask) != (network[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** The bytes of an address; null for a name, which is not looked up. */
    private static byte[] address(String text) {
        String literal = text.replaceFirst("%.*$", "");
        boolean isAddress =
                literal.matches("[0-9]{1,3}([.][0-9]{1,3}){3}")
                        || literal.indexOf(':') >= 0 && literal.matches("[0-9a-f:.]+");
        try {
            return isAddress ? InetAddress.getByName(literal).getAddress() : null;
        } catch (UnknownHostException e) {
            return null;
        }
    }

    static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]")
                ? host.substring(1, host.length() - 1)
                : host;
    }
}
