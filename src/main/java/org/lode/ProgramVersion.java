package org.lode;

import org.lode.kind.DataPackageReader;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says: the program's version and that of the records it understands. */
final class ProgramVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Lode.class.getPackage().getImplementationVersion();
        return new String[] {
            "lode %s, schema %s"
                    .formatted(
                            version == null ? "unpackaged" : version,
                            DataPackageReader.bundled().schemaVersion())
        };
    }
}
