package org.lode;

import java.time.Duration;
import org.lode.cli.Commands;
import org.lode.model.DataPackage;
import org.lode.model.DataPackageReader;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;

/** Starts Lode: the server, or one command. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class Lode {

    /** The description of the dataset that this build was made with. */
    @Bean
    DataPackage description() {
        return DataPackageReader.bundled();
    }

    /** Threads and connections of this server alone: its end disturbs no other server and no client of the process. */
    @Bean
    ReactorResourceFactory reactorResources() {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        // By then, every request has its response.
        resources.setShutdownQuietPeriod(Duration.ZERO);
        return resources;
    }

    public static void main(String[] args) {
        int code = Commands.run(args);
        // A server ends at a signal.
        if (code != Commands.RUNNING) {
            System.exit(code);
        }
    }
}
