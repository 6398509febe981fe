package io.gridgate.config.keys;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.gridgate.base.Nearest;
import io.gridgate.base.Template;
import io.gridgate.config.route.HostPattern;
import io.gridgate.config.shape.ScalarShape;
import io.gridgate.config.shape.Scalars;
import io.gridgate.config.shape.Shape;
import io.gridgate.config.value.Cidr;
import io.gridgate.config.value.HostPort;
import io.gridgate.http.Grammar;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/**
 * The texts of HTTP that documents are made of: names of fields, methods, hosts, paths, addresses of other systems.
 *
 * <p>Thread-safety: immutable.
 */
final class Words {

    private static final int TOKEN_CHARS_MAX = 256;
    private static final String MEDIA_TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}";
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE");

    private Words() {}

    /** The name of a header field (RFC 9110 5.1), in lower case. */
    static final ScalarShape<String> HEADER = ScalarShape.text("header name", name -> header(name).toLowerCase(Locale.ROOT));

    /** The name of a header field, in the case it is written in. */
    static final ScalarShape<String> HEADER_AS_WRITTEN = ScalarShape.text("header name", Words::header);

    /** The value of a header field (RFC 9110 5.5). */
    static final ScalarShape<String> HEADER_VALUE = Scalars.text("header value",
            text -> text.chars().allMatch(c -> c == '\t' || (c >= 0x20 && c != 0x7F && c <= 0xFF)),
            "no control characters, none beyond Latin-1");

    /** A method (RFC 9110 9.1). Methods are case-sensitive. */
    static final ScalarShape<String> METHOD = ScalarShape.text("method", Words::method);

    /** A host or a wildcard for the names below one. */
    static final ScalarShape<HostPattern> HOST = ScalarShape.typed("host pattern", (text, plain) -> host(text), HostPattern::toString,
            node -> node.put("type", "string"));

    /** A name that is looked up in DNS. */
    static final ScalarShape<String> DNS_NAME = Scalars.text("DNS name",
            name -> HostPort.isName(name.endsWith(".") ? name.substring(0, name.length() - 1) : name), "a DNS name");

    /** A path that is sent as it stands, maybe with a query. */
    static final ScalarShape<String> TARGET = Scalars.text("path",
            path -> path.startsWith("/") && path.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != '#' && c != '\\'),
            "a path: \"/\" first, no spaces, no \"#\"");

    /** A path without a query. */
    static final ScalarShape<String> PATH = Scalars.text("path",
            path -> path.startsWith("/") && path.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != '#' && c != '?' && c != '\\'),
            "a path: \"/\" first, no spaces, no \"?\", no \"#\"");

    /** A template of a path. */
    static final Shape<Template> PATH_TEMPLATE = Scalars.template().then((template, path, reading) -> {
        if (!template.toString().startsWith("/")) {
            reading.error(path, "\"" + template + "\" (expected: \"/\" first)");
        }
    });

    /** A regular expression in RE2 syntax. */
    static final ScalarShape<String> REGEX = ScalarShape.text("regular expression", Words::regex);

    /** An address to listen on: a literal one, since a name could mean another machine's. */
    static final ScalarShape<String> BIND = Scalars.text("address", text -> text.equals("localhost") || Cidr.isAddress(text),
            "a literal address, or localhost");

    /** An HTTP address of another system. */
    static final ScalarShape<String> URL = Scalars.text("URL", Words::isUrl, "a URL: https://host/path or http://host/path");

    /** A media type without parameters (RFC 9110 8.3.1). */
    static final ScalarShape<String> MEDIA_TYPE = Scalars.text("media type", text -> text.matches(MEDIA_TOKEN + "/" + MEDIA_TOKEN),
            "type/subtype");

    private static boolean isToken(String name) {
        return name.length() <= TOKEN_CHARS_MAX && Grammar.isToken(name);
    }

    private static String header(String name) {
        if (!isToken(name)) {
            throw new IllegalArgumentException("\"" + name + "\" is no header name (expected: a token, RFC 9110 5.6.2)");
        }
        return name;
    }

    private static String method(String name) {
        if (!isToken(name)) {
            throw new IllegalArgumentException("\"" + name + "\" is no method (expected: a token, RFC 9110 5.6.2)");
        }
        String upper = name.toUpperCase(Locale.ROOT);
        if (!name.equals(upper)) {
            String near = Nearest.to(upper, METHODS);
            throw new IllegalArgumentException(
                    "\"" + name + "\": methods are case-sensitive (did you mean \"" + (near == null ? upper : near) + "\"?)");
        }
        return name;
    }

    private static HostPattern host(String text) {
        boolean wildcard = text.startsWith("*.");
        String name = wildcard ? text.substring(2) : text;
        boolean six = name.startsWith("[") && name.endsWith("]") && Cidr.isAddress(name.substring(1, name.length() - 1));
        if (!HostPort.isName(name) && !(six && !wildcard)) {
            String why = name.matches(".*:[0-9]+") ? "a host without its port" : "a host, or \"*.\" and the domain whose names are meant";
            throw new IllegalArgumentException("\"" + text + "\" is no host pattern (expected: " + why + ")");
        }
        return new HostPattern(wildcard, name.toLowerCase(Locale.ROOT));
    }

    private static String regex(String text) {
        try {
            Pattern.compile(text);
            return text;
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no regular expression: " + e.getDescription(), e);
        }
    }

    private static boolean isUrl(String text) {
        try {
            URI uri = new URI(text);
            return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme())) && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
