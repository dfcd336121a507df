package org.lode.store;

import org.lode.model.DataPackage;
import org.lode.model.DataPackage.Imprint;
import org.lode.release.Dataset;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What releases are releases of. */
@Configuration(proxyBeanMethods = false)
class ReleaseBeans {

    @Bean
    Dataset dataset(DataPackage description) {
        Imprint imprint = description.imprint();
        return new Dataset(imprint.title(), imprint.creators(), imprint.license());
    }
}
