/* Field by field, in the plain front: mine or theirs. */
#include <string.h>

#include "merge.h"
#include "plain_walk.h"

static const char *
or_none(const char *value)
{
    return value ? value : "(none)";
}

static void
ask_field(
    struct plain *plain, const struct merge *merge, struct merge_field *field)
{
    const int usual = field->take == MERGE_MINE ? 1 : 2;

    if (merge->has_base)
        prompt_say(&plain->prompt, "%s. It was: %s.%s", field->label,
            or_none(field->base), field->both ? " Both have changed it." : "");
    for (;;) {
        const enum reply reply = prompt_ask(&plain->prompt,
            "%s: 1 mine, %s; 2 theirs, %s. Number, "
            "default %d",
            field->label, or_none(field->mine), or_none(field->theirs), usual);
        const char *answer = plain->prompt.line;

        if (reply == REPLY_END || reply == REPLY_QUIT) {
            (void)plain_common(plain, reply, NULL);
            return;
        }
        if (!*answer)
            return;
        if (!strcmp(answer, "1") || !strcmp(answer, "2")) {
            field->take = *answer == '1' ? MERGE_MINE : MERGE_THEIRS;
            return;
        }
        prompt_say(&plain->prompt, "Error: a number is asked for.");
    }
}

void
plain_merge(struct plain *plain)
{
    auto_(merge) struct merge merge = {0};
    struct failure failure = {0};

    if (!merge_open(&merge, &plain->draft, &failure)) {
        prompt_say(&plain->prompt, "Error: %s.", failure.text);
        return;
    }
    for (size_t i = 0; i < merge.n && !plain->ended; i++)
        ask_field(plain, &merge, &merge.fields[i]);
    if (plain->ended)
        return;
    merge_take(&merge, &plain->draft);
    plain->changed = true;
    plain_commit(plain);
    prompt_say(&plain->prompt, "Merged; undo brings mine back.");
}
