package org.lode;

import org.lode.kind.DataPackage;
import org.lode.kind.DataPackageReader;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** Starts Lode: the server, or one command. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class Lode {

    /** The description of the dataset that this build was made with. */
    @Bean
    DataPackage description() {
        return DataPackageReader.bundled();
    }

    public static void main(String[] args) {
        int code = Commands.run(args);
        // A server that runs ends when it is told to.
        if (code != Commands.RUNNING) {
            System.exit(code);
        }
    }
}
