package org.lode.cli;

import picocli.CommandLine.Command;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Lists all settings. */
@Command(
        name = "settings",
        description = {
            "List all settings with their meaning, their default, and the environment variable that sets them.",
            "A setting is also an option of serve, verify and mirror, like --lode.data-dir=FOLDER."
        })
final class SettingsCommand extends JsonCommand {
    @Override
    public Integer call() {
        Settings.lines().forEach(this::line);
        ArrayNode settings = JsonNodeFactory.instance.arrayNode();
        Settings.all()
                .forEach(setting -> settings.addObject()
                        .put("name", setting.name())
                        .put("type", setting.type())
                        .put("default", setting.fallback())
                        .put("environment", setting.variable())
                        .put("meaning", setting.plainMeaning()));
        return done(object().putPOJO("settings", settings));
    }
}
