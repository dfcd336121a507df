package org.lode.cli;

import org.lode.Lode;
import org.lode.model.DataPackageReader;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says: the program's version and that of the records it understands. */
final class ProgramVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {
            "lode %s, schema %s".formatted(number(), DataPackageReader.bundled().schemaVersion())
        };
    }

    /** Returns the version of the program alone. */
    static String number() {
        String version = Lode.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}
