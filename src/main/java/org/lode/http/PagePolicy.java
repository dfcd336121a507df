package org.lode.http;

import org.springframework.http.HttpHeaders;

/** What a page of Lode may do in a browser: load from its own server, and nothing else. */
public final class PagePolicy {
    /** GraphiQL inserts this one style, which holds the page still behind a dialog. */
    private static final String DIALOG_STYLE = "'sha256-Y/huXlwoYkVyQlxwSVcCi1RCDGDCSVBzDt0hYP9qlTc='";

    // Pictures of charts are drawn from blobs; the fonts of GraphiQL lie in its style sheet as data.
    private static final String CONTENT = "default-src 'none'; script-src 'self'; style-src 'self' " + DIALOG_STYLE
            + "; img-src 'self' blob:; font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors ";

    private PagePolicy() {}

    /**
     * Sets the headers of a page.
     *
     * @param embedded whether pages of other sites may show it in a frame
     */
    public static void apply(HttpHeaders headers, boolean embedded) {
        headers.set("Content-Security-Policy", CONTENT + (embedded ? "*" : "'none'"));
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", embedded ? "cross-origin" : "same-origin");
        if (embedded) {
            headers.remove("X-Frame-Options");
        }
    }
}
