package org.lode.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists all settings. */
@Command(
        name = "settings",
        description = {
            "List all settings with their meaning, their default, and the environment variable that sets them.",
            "A setting is also an option of serve, verify and mirror, like --lode.data-dir=FOLDER."
        })
final class SettingsCommand implements Callable<Integer> {
    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        output.lines(Settings.lines());
        ObjectNode object = Output.object();
        ArrayNode settings = object.putArray("settings");
        Settings.all()
                .forEach(setting -> settings.addObject()
                        .put("name", setting.name())
                        .put("type", setting.type())
                        .put("default", setting.fallback())
                        .put("environment", setting.variable())
                        .put("meaning", setting.plainMeaning()));
        return output.done(object);
    }
}
