"""Command names and descriptions in the languages that Discord's apps speak."""

from discord import Locale, app_commands

from readbot.text.words import words_for

_LONGEST = 100


class Translations(app_commands.Translator):
    """Looks descriptions up in the same catalogues as all other words."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """The description in ``locale``; None, which keeps the English one, where it has none."""
        named = context.location in (
            app_commands.TranslationContextLocation.command_name,
            app_commands.TranslationContextLocation.group_name,
            app_commands.TranslationContextLocation.parameter_name,
        )
        # Names are typed, and manuals tell them: they stay the same in every language.
        if named:
            return None
        said = words_for(locale.value).say(string.message)
        return None if said == string.message or len(said) > _LONGEST else said
