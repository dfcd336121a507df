package org.lode.api;

/** The order of what every operation passes, whatever it came over: from the outermost to the engine. */
final class Stations {
    static final int BUDGET = 100;
    static final int RELEASE = 200;
    static final int CODES = 300;

    private Stations() {}
}
