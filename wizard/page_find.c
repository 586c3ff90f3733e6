/* A search line above its list: letters go to the line, arrows to the list. */
#include "page.h"

/* Home and End are the line's while the caret can go there. */
static bool
is_of_line(const struct edit *line, struct key key)
{
    if (key.intent == INTENT_HOME)
        return line->caret > 0;
    return key.intent == INTENT_END && line->caret < line->text.len;
}

enum edit_result
page_find_key(struct edit *line, struct list *list, struct key key)
{
    const struct key home = {INTENT_HOME, 0};

    if (!is_of_line(line, key) && list_key(list, key))
        return EDIT_MOVED;
    const enum edit_result result = edit_key(line, key);
    if (result == EDIT_CHANGED)
        (void)list_key(list, home);
    return result;
}
