package org.lode;

import java.lang.reflect.InvocationTargetException;

/**
 * Starts {@link Lode} where Java is new enough, and says which Java is needed where it is not.
 *
 * <p>It is compiled for Java 8, so that an older Java can run it. It therefore names no other class but by reflection.
 */
public final class Start {
    /** The Java that all other classes are compiled for. */
    static final int NEEDED = 25;

    /** The exit code of a start that the machine stands in the way of, as {@code ExitCode} has it. */
    static final int CANNOT_START = 3;

    private static final String LODE = "org.lode.Lode";

    /** Spring Boot's, in a jar that has all libraries inside. */
    private static final String LAUNCHER = "org.springframework.boot.loader.launch.JarLauncher";

    private Start() {}

    /** Runs Lode with these arguments; ends with code 3 where Java is too old. */
    public static void main(String[] args) throws Throwable {
        String version = System.getProperty("java.specification.version", "");
        if (!suffices(version)) {
            System.err.println(refusal(version, System.getProperty("java.home", "")));
            System.exit(CANNOT_START);
        }
        try {
            main().getMethod("main", String[].class).invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Whether a Java, like 1.8 or 17, can run Lode. */
    static boolean suffices(String version) {
        return number(version) >= NEEDED;
    }

    /** The one line for a Java that cannot. */
    static String refusal(String version, String home) {
        return "lode: Java " + version + " in " + home + " (expected: Java " + NEEDED + " or newer; install a JDK "
                + NEEDED + ", and start Lode with its bin/java)";
    }

    private static Class<?> main() throws ClassNotFoundException {
        try {
            return Class.forName(LAUNCHER);
        } catch (ClassNotFoundException e) {
            // The libraries lie beside Lode, not inside its jar.
            return Class.forName(LODE);
        }
    }

    /** The number of a Java: 8 for 1.8, 17 for 17; 0 for what is no number. */
    private static int number(String version) {
        try {
            return Integer.parseInt(version.startsWith("1.") ? version.substring(2) : version);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
