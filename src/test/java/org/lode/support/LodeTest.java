package org.lode.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.lode.Lode;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestConstructor;
import org.springframework.test.context.TestConstructor.AutowireMode;

/**
 * Runs the tests of a class against the real Lode, with the bundled dataset, a database and a data folder of its own.
 *
 * <p>Classes with the same properties share one Lode. Constructors take what they need of it, such as an {@link
 * HttpGraphQlTester}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(classes = Lode.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = FreshDataFolder.class)
@Import(LodeServer.class)
@TestConstructor(autowireMode = AutowireMode.ALL)
public @interface LodeTest {}
